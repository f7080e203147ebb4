/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Renews certificates of a CA's folder: for the same names, of the same length.
 *
 * @param within those that end within this time
 * @param days for how many days from now, empty for as long as before
 * @param keepKeys whether keys stay; those that are not in the folder stay in any case
 * @param passphrase of their keys, where they are encrypted
 */
public record Renewal(Duration within, Optional<Integer> days, boolean keepKeys, Optional<char[]> passphrase) {
    private static final String ISSUING = "issuing";

    /** An issuing CA is to outlast what it issues. */
    private static final Duration AHEAD = Duration.ofDays(397);

    /**
     * What was renewed.
     *
     * @param newKey whether it has another key now
     */
    public record Renewed(Path certificate, Instant until, boolean newKey) {}

    /**
     * Renews.
     *
     * @param names those to renew whenever they end, empty for all that end soon
     */
    public List<Renewed> in(CaFolder folder, Set<String> names) throws Refusal, GeneralSecurityException {
        List<Renewed> renewed = new ArrayList<>();
        // On its own and first: what it issues is to last as long as it does.
        renewIssuing(folder, names).ifPresent(renewed::add);
        Set<String> others = new LinkedHashSet<>(names);
        others.remove(ISSUING);
        if (names.isEmpty() || !others.isEmpty()) {
            renewed.addAll(folder.change(change -> renewIssued(folder, change, others)));
        }
        return renewed;
    }

    private Optional<Renewed> renewIssuing(CaFolder folder, Set<String> names)
            throws Refusal, GeneralSecurityException {
        return folder.change(change -> {
            boolean asked = names.contains(ISSUING);
            if (!change.hasIssuingAuthority()) {
                if (asked) {
                    throw new Refusal("there is no issuing CA in " + change.dir() + ", the root issues by itself");
                }
                return Optional.empty();
            }
            X509Certificate before = Pem.readCertificate(change.dir().resolve(CaFiles.ISSUING));
            Path rootKey = change.dir().resolve(CaFiles.ROOT_KEY);
            boolean soon = endsWithin(before, change.now(), within.compareTo(AHEAD) < 0 ? AHEAD : within);
            if (!asked && (!names.isEmpty() || !soon || Files.notExists(rootKey))) {
                return Optional.empty();
            }
            CertificateAuthority root = change.root();
            Instant end = root.certificate().getNotAfter().toInstant();
            Validity validity = validity(before, folder).until(end);
            if (!asked && !validity.notAfter().isAfter(before.getNotAfter().toInstant())) {
                // It lasts as long as the root already.
                return Optional.empty();
            }
            X509Certificate after = root.renew(before, validity);
            change.write(CaFiles.ISSUING, List.of(after));
            change.write(CaFiles.TRUST, List.of(root.certificate(), after));
            if (Files.exists(change.dir().resolve(CaFiles.BROKER_TRUST))) {
                change.write(CaFiles.BROKER_TRUST, List.of(root.certificate(), after));
            }
            change.writeRoot(change.rootIndex().with(CaChange.entry(after, CaFiles.ISSUING)));
            return Optional.of(new Renewed(change.dir().resolve(CaFiles.ISSUING), validity.notAfter(), false));
        });
    }

    private List<Renewed> renewIssued(CaFolder folder, CaChange change, Set<String> names)
            throws Refusal, IOException, GeneralSecurityException {
        CertificateAuthority issuer = change.issuer();
        CertificateIndex index = change.index();
        List<Renewed> renewed = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (String file : files(index, names)) {
            Path certificate = change.dir().resolve(file).normalize();
            if (!certificate.startsWith(change.dir()) || !Files.isRegularFile(certificate)) {
                continue;
            }
            X509Certificate before = Pem.readCertificate(certificate);
            Optional<IndexEntry> entry = index.of(before.getSerialNumber());
            boolean revoked = entry.isPresent() && entry.get().revoked().isPresent();
            boolean ours = before.getBasicConstraints() < 0 && issuer.hasIssued(before);
            if (!ours || revoked || (names.isEmpty() && !endsWithin(before, change.now(), within))) {
                continue;
            }
            Renewing one = new Renewing(change, issuer, certificate, before, validity(before, folder));
            index = index.with(one.renew(file, keepKeys, passphrase));
            seen.add(one.name());
            renewed.add(one.answer());
        }
        for (String name : names) {
            if (!seen.contains(name)) {
                throw new Refusal("\"" + name.replaceAll("\\p{Cntrl}", "?") + "\" cannot be renewed: the CA in "
                        + change.dir() + " has issued no certificate of that name that is there and not revoked");
            }
        }
        if (!renewed.isEmpty()) {
            change.write(index);
        }
        return renewed;
    }

    private static Set<String> files(CertificateIndex index, Set<String> names) {
        Set<String> files = new LinkedHashSet<>();
        for (IndexEntry entry : index.entries()) {
            if (names.isEmpty() || names.contains(entry.name())) {
                files.add(entry.file());
            }
        }
        // Older versions kept no index.
        names.forEach(name -> files.add(name + CaFiles.CERTIFICATE));
        return files;
    }

    private static boolean endsWithin(X509Certificate certificate, Instant now, Duration within) {
        return certificate.getNotAfter().toInstant().isBefore(now.plus(within));
    }

    private Validity validity(X509Certificate before, CaFolder folder) {
        int asBefore = (int) Duration.between(
                        before.getNotBefore().toInstant(), before.getNotAfter().toInstant())
                .toDays();
        return Validity.days(days.orElse(Math.max(1, asBefore)), folder.clock());
    }
}
