/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** The renewal of one certificate. */
final class Renewing {
    private final CaChange change;
    private final CertificateAuthority issuer;
    private final Path certificate;
    private final X509Certificate before;
    private final Validity validity;
    private boolean newKey;

    Renewing(CaChange change, CertificateAuthority issuer, Path certificate, X509Certificate before, Validity wanted) {
        this.change = change;
        this.issuer = issuer;
        this.certificate = certificate;
        this.before = before;
        // What is renewed by a timer is better short than not renewed.
        this.validity = wanted.until(issuer.certificate().getNotAfter().toInstant());
    }

    String name() {
        String file = certificate.getFileName().toString();
        return file.substring(0, file.length() - CaFiles.CERTIFICATE.length());
    }

    Renewal.Renewed answer() {
        return new Renewal.Renewed(certificate, validity.notAfter(), newKey);
    }

    /** Writes the new certificate, and the new key if there is one. */
    IndexEntry renew(String path, boolean keepKey, Optional<char[]> passphrase)
            throws Refusal, IOException, GeneralSecurityException {
        Path key = CaFiles.keyOf(certificate);
        PublicKey subjectKey = before.getPublicKey();
        boolean isBroker = isBroker();
        if (!keepKey && Files.exists(key)) {
            KeyPair keys = KeyKind.of(subjectKey).generate();
            change.write(CaFiles.keyOf(Path.of(path)).toString(), keys.getPrivate(), passphraseOf(key, passphrase));
            if (isBroker) {
                change.write(CaFiles.BROKER_KEY, keys.getPrivate(), Optional.empty());
            }
            subjectKey = keys.getPublic();
            newKey = true;
        }
        List<X509Certificate> chain = issuer.certify(EndEntity.of(before), subjectKey, validity);
        change.write(path, chain);
        if (isBroker) {
            change.write(CaFiles.BROKER, chain);
        }
        return CaChange.entry(chain.get(0), path);
    }

    /** Whether a Mosquitto has a copy. */
    private boolean isBroker() throws IOException {
        Path copy = change.dir().resolve(CaFiles.BROKER);
        return Files.exists(copy) && Pem.readCertificate(copy).equals(before);
    }

    /** What a key is encrypted with now, its successor is too. */
    private static Optional<char[]> passphraseOf(Path key, Optional<char[]> passphrase) throws Refusal, IOException {
        try {
            KeyFile.read(key);
            return Optional.empty();
        } catch (WrongPassphraseException encrypted) {
            if (passphrase.isEmpty()) {
                throw new Refusal(
                        key + " is encrypted; say its passphrase with --passphrase-file FILE, or --keep-key",
                        encrypted);
            }
        }
        KeyFile.read(key, passphrase);
        return passphrase;
    }
}
