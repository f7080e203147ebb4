/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.certs.Pem;
import io.sluice.gateway.net.PrivateFile;
import io.sluice.gateway.net.Revocation;
import io.sluice.policy.config.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;

/** Looks at the certificate and key files that a section names, before anything is opened with them. */
final class KeyFileCheck {
    private final Path file;
    private final InstantSource clock;

    KeyFileCheck(Path file, InstantSource clock) {
        this.file = file;
        this.clock = clock;
    }

    /** A certificate chain or a list of CAs. */
    Optional<Path> certificates(Section section, String key) {
        return readable(section, key).filter(path -> areValid(section, key, path));
    }

    /** A private key that nobody else can read. */
    Optional<Path> key(Section section, String key) {
        return readable(section, key).filter(path -> isPrivate(section, key, path));
    }

    /** Certificate revocation lists, none of them out of date. */
    Optional<Path> crls(Section section, String key) {
        return readable(section, key).filter(path -> areCurrent(section, key, path));
    }

    private boolean areCurrent(Section section, String key, Path path) {
        try {
            for (X509CRL list : Revocation.lists(path)) {
                if (list.getNextUpdate() != null
                        && list.getNextUpdate().toInstant().isBefore(clock.instant())) {
                    section.problem(
                            key,
                            path + ": the list of "
                                    + list.getIssuerX500Principal().getName() + " was good until "
                                    + list.getNextUpdate().toInstant(),
                            "issue a new one");
                    return false;
                }
            }
            return true;
        } catch (GeneralSecurityException unusable) {
            section.problem(key, String.valueOf(unusable.getMessage()), "name a file with BEGIN X509 CRL");
            return false;
        }
    }

    private Optional<Path> readable(Section section, String key) {
        Optional<String> text = section.optionalString(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Path path = Paths.resolve(file, section.origin(key), text.get());
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            section.problem(key, path + " cannot be read", "name a PEM file that exists and that this user may read");
            return Optional.empty();
        }
        return Optional.of(path);
    }

    private boolean areValid(Section section, String key, Path path) {
        Collection<X509Certificate> certificates;
        try {
            certificates = read(path);
        } catch (CertificateException | IOException unreadable) {
            section.problem(key, path + " holds no certificate in PEM form", "name a file with BEGIN CERTIFICATE");
            return false;
        }
        if (certificates.isEmpty()) {
            section.problem(key, path + " holds no certificate", "name a file with BEGIN CERTIFICATE");
            return false;
        }
        for (X509Certificate certificate : certificates) {
            String subject = certificate.getSubjectX500Principal().getName();
            if (certificate.getNotAfter().toInstant().isBefore(clock.instant())) {
                section.problem(
                        key,
                        path + ": the certificate of " + subject + " expired at "
                                + certificate.getNotAfter().toInstant(),
                        "issue a new one");
                return false;
            }
            if (certificate.getNotBefore().toInstant().isAfter(clock.instant())) {
                section.problem(
                        key,
                        path + ": the certificate of " + subject + " is not valid before "
                                + certificate.getNotBefore().toInstant(),
                        "set this machine's clock, or issue a new one");
                return false;
            }
        }
        return true;
    }

    private static Collection<X509Certificate> read(Path path) throws CertificateException, IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return CertificateFactory.getInstance("X.509").generateCertificates(in).stream()
                    .map(X509Certificate.class::cast)
                    .toList();
        }
    }

    private static boolean isPrivate(Section section, String key, Path path) {
        try {
            if (PrivateFile.isExposed(path)) {
                section.problem(
                        key,
                        path + " can be read or changed by others",
                        "chmod 600 " + path + " (640 when a group has to read it)");
                return false;
            }
            return true;
        } catch (IOException unknown) {
            section.problem(key, "who can read " + path + " cannot be found out", "name a file that this user owns");
            return false;
        }
    }

    /** Both or neither, and one made for the other. */
    static boolean belongTogether(Section section, Optional<Path> certificate, Optional<Path> key) {
        if (section.has("certificate") != section.has("key")) {
            String there = section.has("certificate") ? "certificate" : "key";
            section.problem(
                    there, "is there without its " + (there.equals("key") ? "certificate" : "key"), "name both");
            return false;
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            return certificate.isPresent() == key.isPresent();
        }
        try {
            if (Pem.belongTogether(Pem.readKey(key.get()), Pem.readCertificate(certificate.get()))) {
                return true;
            }
            section.problem(
                    "key",
                    key.get() + " is not the key of " + certificate.get(),
                    "name the key that the certificate was issued for");
        } catch (IOException unusable) {
            section.problem(
                    "key", String.valueOf(unusable.getMessage()), "name an unencrypted private key in PEM form");
        }
        return false;
    }
}
