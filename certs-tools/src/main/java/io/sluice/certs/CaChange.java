/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A change of a CA's folder that is being made: what is there, and what is to be there. */
final class CaChange {
    private final Path dir;
    private final InstantSource clock;
    private final Optional<char[]> passphrase;
    private final FileTransaction files;
    private Optional<CertificateAuthority> issuer = Optional.empty();

    CaChange(Path dir, InstantSource clock, Optional<char[]> passphrase, FileTransaction files) {
        this.dir = dir;
        this.clock = clock;
        this.passphrase = passphrase;
        this.files = files;
    }

    Path dir() {
        return dir;
    }

    Instant now() {
        return clock.instant();
    }

    Optional<char[]> passphrase() {
        return passphrase;
    }

    /** Whether a root issues by itself. */
    boolean hasIssuingAuthority() {
        return Files.exists(dir.resolve(CaFiles.ISSUING));
    }

    /** The root, whose key is needed seldom, and may be kept elsewhere. */
    CertificateAuthority root() throws Refusal {
        Path certificate = dir.resolve(CaFiles.TRUST);
        Path key = dir.resolve(CaFiles.ROOT_KEY);
        try {
            return checked(
                    CertificateAuthority.load(List.of(Pem.readCertificate(certificate)), certificate, key, passphrase),
                    certificate);
        } catch (IOException unusable) {
            throw unusable(unusable);
        }
    }

    /** The CA that issues for servers and clients: the one beneath the root, or the root where there is none. */
    CertificateAuthority issuer() throws Refusal {
        if (issuer.isEmpty()) {
            // Once: a passphrase is made to be slow.
            issuer = Optional.of(loadIssuer());
        }
        return issuer.get();
    }

    private CertificateAuthority loadIssuer() throws Refusal {
        Path trust = dir.resolve(CaFiles.TRUST);
        if (Files.notExists(trust) && Files.notExists(dir.resolve(CaFiles.ROOT_KEY))) {
            throw new Refusal("there is no CA in " + dir + "; make one with: sluice certs ca --dir " + dir);
        }
        if (!hasIssuingAuthority()) {
            return root();
        }
        Path certificate = dir.resolve(CaFiles.ISSUING);
        try {
            X509Certificate root = Pem.readCertificate(trust);
            X509Certificate issuing = Pem.readCertificate(certificate);
            issuing.verify(root.getPublicKey());
            CertificateAuthority authority = CertificateAuthority.load(
                    List.of(issuing, root), certificate, dir.resolve(CaFiles.ISSUING_KEY), passphrase);
            requireGood(root, trust);
            return checked(authority, certificate);
        } catch (GeneralSecurityException stranger) {
            throw unusable(new IOException(certificate + " is not of " + trust, stranger));
        } catch (IOException unusable) {
            throw unusable(unusable);
        }
    }

    /** The issuer, when it can issue certificates of this validity: none outlives the CA that vouches for it. */
    CertificateAuthority issuer(Validity wanted) throws Refusal {
        CertificateAuthority authority = issuer();
        Instant end = authority.certificate().getNotAfter().toInstant();
        if (wanted.notAfter().isAfter(end)) {
            throw new Refusal(
                    "the CA in " + dir + " ends on " + end + ", before the certificate would; take fewer --days"
                            + (hasIssuingAuthority() ? ", or renew the CA with: sluice certs renew issuing" : ""));
        }
        return authority;
    }

    private CertificateAuthority checked(CertificateAuthority authority, Path file) throws Refusal {
        requireGood(authority.certificate(), file);
        return authority;
    }

    private void requireGood(X509Certificate certificate, Path file) throws Refusal {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        if (now().isBefore(begin)) {
            throw new Refusal("this machine's clock says " + now() + ", but " + file + " was made at " + begin
                    + "; set the clock first (timedatectl)");
        }
        if (!now().isBefore(end)) {
            throw new Refusal(file + " ended on " + end + ", if this machine's clock is right with " + now() + "; "
                    + (file.endsWith(CaFiles.ISSUING)
                            ? "renew it with: sluice certs renew issuing --dir " + dir
                            : "make a new CA with: sluice certs ca --force --dir " + dir
                                    + ", and give it to all who trust the old one"));
        }
    }

    private Refusal unusable(IOException why) {
        if (why instanceof WrongPassphraseException) {
            return new Refusal(why.getMessage() + "; say its passphrase with --ca-passphrase-file FILE", why);
        }
        return new Refusal(
                "the CA in " + dir + " cannot be used: " + CaFolder.reason(why)
                        + "; bring the right files back (a new CA would be unknown to all who trust this one)",
                why);
    }

    CertificateIndex index() throws IOException {
        return CertificateIndex.read(dir.resolve(CaFiles.INDEX));
    }

    CertificateIndex rootIndex() throws IOException {
        return CertificateIndex.read(dir.resolve(CaFiles.ROOT_INDEX));
    }

    void write(CertificateIndex index) throws IOException {
        files.add(CaFiles.INDEX, index.encoded(), WholeFile.PRIVATE);
    }

    void writeRoot(CertificateIndex index) throws IOException {
        files.add(CaFiles.ROOT_INDEX, index.encoded(), WholeFile.PRIVATE);
    }

    void write(String path, List<X509Certificate> certificates) throws IOException {
        files.add(path, Pem.encoded(certificates), WholeFile.READABLE);
    }

    void write(String path, PrivateKey key, Optional<char[]> keyPassphrase) throws IOException {
        files.add(path, Pem.encoded(key, keyPassphrase), WholeFile.PRIVATE);
    }

    void writePrivate(String path, byte[] content) throws IOException {
        files.add(path, content, WholeFile.PRIVATE);
    }

    void writeLists(List<X509CRL> lists) throws IOException, GeneralSecurityException {
        writeLists(CaFiles.CRL, lists);
        if (Files.exists(dir.resolve(CaFiles.BROKER_CRL))) {
            writeLists(CaFiles.BROKER_CRL, lists);
        }
    }

    void writeLists(String path, List<X509CRL> lists) throws IOException, GeneralSecurityException {
        files.add(path, RevocationLists.encoded(lists), WholeFile.READABLE);
    }

    /** That a certificate was issued and where it was put. */
    static IndexEntry entry(X509Certificate certificate, String path) {
        return new IndexEntry(
                certificate.getSerialNumber(),
                certificate.getNotAfter().toInstant(),
                Optional.empty(),
                path,
                DistinguishedNames.line(DistinguishedNames.commonName(certificate.getSubjectX500Principal())));
    }

    /** Refuses to replace a file, or a link that leads nowhere, unless that was asked for. */
    void requireFree(String path, boolean replace) throws Refusal {
        Path file = dir.resolve(path);
        if (!replace && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new Refusal(file + " is there already; --force replaces it");
        }
    }
}
