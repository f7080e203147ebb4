/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Takes certificates back, and tells everybody by {@code crl.pem}. */
public final class Revocations {
    /** As long as what the CA issues is good by default: a list that nobody remembers to make anew locks everybody out. */
    public static final int DAYS = 397;

    private static final String ISSUING = "issuing";

    private final CaFolder folder;

    public Revocations(CaFolder folder) {
        this.folder = folder;
    }

    /**
     * What was revoked.
     *
     * @param listEnds until when the new list is good
     */
    public record Revoked(List<IndexEntry> entries, Instant listEnds) {}

    /**
     * Revokes all certificates of a name that are good still, or one by its serial number or its file, and makes the list anew.
     *
     * @throws Refusal when there is none
     */
    public Revoked revoke(String what, RevocationReason reason, int days) throws Refusal, GeneralSecurityException {
        return folder.change(change -> {
            CertificateAuthority issuer = change.issuer();
            boolean issuing = what.equals(ISSUING);
            CertificateIndex index = issuing ? change.rootIndex() : adopted(what, change, issuer);
            Set<BigInteger> wanted = new HashSet<>();
            for (IndexEntry entry : named(what, index)) {
                if (entry.revoked().isEmpty() && entry.notAfter().isAfter(change.now())) {
                    wanted.add(entry.serial());
                }
            }
            if (wanted.isEmpty()) {
                throw new Refusal(nothing(what, index));
            }
            CertificateIndex after =
                    index.map(entry -> wanted.contains(entry.serial()) ? entry.revoke(change.now(), reason) : entry);
            if (issuing) {
                change.writeRoot(after);
            } else {
                change.write(after);
            }
            List<X509CRL> lists = issuing
                    ? lists(change, issuer, change.index(), after, days)
                    : lists(change, issuer, after, change.rootIndex(), days);
            change.writeLists(lists);
            return new Revoked(
                    after.entries().stream()
                            .filter(entry -> wanted.contains(entry.serial()))
                            .toList(),
                    end(lists));
        });
    }

    /**
     * Makes the list anew.
     *
     * @return until when it is good
     */
    public Instant list(int days) throws Refusal, GeneralSecurityException {
        return folder.change(change -> {
            List<X509CRL> lists = lists(change, change.issuer(), change.index(), change.rootIndex(), days);
            change.writeLists(lists);
            return end(lists);
        });
    }

    /** One list of each CA in a chain: who checks one wants all. The list before is used for a root whose key is elsewhere. */
    private List<X509CRL> lists(
            CaChange change, CertificateAuthority issuer, CertificateIndex issued, CertificateIndex ofRoot, int days)
            throws Refusal, IOException, GeneralSecurityException {
        List<X509CRL> before = RevocationLists.read(change.dir().resolve(CaFiles.CRL));
        BigInteger number = number(change.now(), before);
        List<X509CRL> lists = new ArrayList<>();
        lists.add(RevocationLists.of(issuer, issued, number, validity(issuer, days)));
        if (change.hasIssuingAuthority()) {
            lists.add(ofRoot(change, ofRoot, before, number, days));
        }
        return lists;
    }

    private X509CRL ofRoot(CaChange change, CertificateIndex index, List<X509CRL> before, BigInteger number, int days)
            throws Refusal, IOException, GeneralSecurityException {
        Path key = change.dir().resolve(CaFiles.ROOT_KEY);
        if (Files.exists(key)) {
            CertificateAuthority root = change.root();
            return RevocationLists.of(root, index, number, validity(root, days));
        }
        X509Certificate root = Pem.readCertificate(change.dir().resolve(CaFiles.TRUST));
        Optional<X509CRL> last = before.stream()
                .filter(list -> list.getIssuerX500Principal().equals(root.getSubjectX500Principal()))
                .filter(list -> list.getNextUpdate().toInstant().isAfter(change.now()))
                .filter(list -> index.entries().stream()
                        .allMatch(entry ->
                                entry.revoked().isEmpty() || list.getRevokedCertificate(entry.serial()) != null))
                .findFirst();
        return last.orElseThrow(() -> new Refusal(
                "the root's own list has to be made anew; bring " + key + " back for as long as this takes"));
    }

    private Validity validity(CertificateAuthority authority, int days) {
        return Validity.days(days, folder.clock())
                .until(authority.certificate().getNotAfter().toInstant());
    }

    /** A number that is higher than all before, whatever became of the file or the clock. */
    static BigInteger number(Instant now, List<X509CRL> before) {
        return before.stream()
                .map(RevocationLists::number)
                .map(BigInteger.ONE::add)
                .reduce(BigInteger.valueOf(now.toEpochMilli()), BigInteger::max);
    }

    private static Instant end(List<X509CRL> lists) {
        return lists.stream()
                .map(list -> list.getNextUpdate().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
    }

    /** The index, with what stands in a file added to it when it is of this CA: older versions kept no index. */
    private static CertificateIndex adopted(String what, CaChange change, CertificateAuthority issuer)
            throws IOException {
        CertificateIndex index = change.index();
        for (Path file : List.of(
                change.dir().resolve(what + CaFiles.CERTIFICATE), change.dir().resolve(what))) {
            if (Files.isRegularFile(file) && file.toString().endsWith(CaFiles.CERTIFICATE)) {
                X509Certificate certificate = Pem.readCertificate(file);
                if (certificate.getBasicConstraints() < 0
                        && issuer.hasIssued(certificate)
                        && index.of(certificate.getSerialNumber()).isEmpty()) {
                    Path path = file.normalize();
                    return index.with(CaChange.entry(
                            certificate,
                            path.startsWith(change.dir())
                                    ? change.dir().relativize(path).toString()
                                    : "unknown"));
                }
            }
        }
        return index;
    }

    private List<IndexEntry> named(String what, CertificateIndex index) throws IOException {
        List<IndexEntry> entries = index.of(what);
        if (!entries.isEmpty()) {
            return entries;
        }
        if (what.matches("(?i)(0x)?[0-9a-f]{8,40}")) {
            return index.of(new BigInteger(what.replaceFirst("(?i)^0x", ""), 16)).stream()
                    .toList();
        }
        Path file = folder.dir().resolve(what);
        return Files.isRegularFile(file)
                ? index.of(Pem.readCertificate(file).getSerialNumber()).stream().toList()
                : List.of();
    }

    private String nothing(String what, CertificateIndex index) throws IOException {
        return named(what, index).stream()
                .flatMap(entry -> entry.revoked().stream())
                .findFirst()
                .map(before -> "\"" + what + "\" was revoked at " + before.at() + " already")
                .orElse("nothing that is good still was issued for \"" + what.replaceAll("\\p{Cntrl}", "?")
                        + "\" by the CA in " + folder.dir() + "; see what was: sluice certs list --dir "
                        + folder.dir());
    }
}
