/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.gateway.key.KeyFiles;
import io.sluice.gateway.key.KeyReader;
import io.sluice.gateway.key.Untimely;
import io.sluice.gateway.key.UnusableKey;
import io.sluice.gateway.net.Revocation;
import io.sluice.gateway.net.WeakCertificates;
import io.sluice.policy.config.Section;
import java.io.FileNotFoundException;
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

    /** A list of CAs. */
    Optional<Path> certificates(Section section, String key) {
        return readable(section, key).filter(path -> areValid(section, key, path));
    }

    /** Whether a section names files of a key at all. */
    static boolean namesKey(Section section) {
        return section.has("certificate") || section.has("key") || section.has("key-password-file");
    }

    /** A certificate chain and its key: in the time of the first, and the second nobody else's to read. */
    Optional<KeyFiles> own(Section section) {
        Optional<Path> certificate = readable(section, "certificate");
        Optional<Path> key = readable(section, "key");
        Optional<Path> password = readable(section, "key-password-file");
        boolean complete = section.has("certificate") == certificate.isPresent()
                && section.has("key") == key.isPresent()
                && section.has("key-password-file") == password.isPresent();
        if (!section.has("certificate")) {
            section.problem("certificate", "is missing", "name a certificate, and its key");
            return Optional.empty();
        }
        if (!complete) {
            return Optional.empty();
        }
        KeyFiles files = new KeyFiles(certificate.orElseThrow(), key, password);
        try {
            new KeyReader(clock).read(files);
            return Optional.of(files);
        } catch (UnusableKey unusable) {
            section.problem(unusable.part().setting(), String.valueOf(unusable.getMessage()), unusable.mend());
            return Optional.empty();
        }
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

    /** The path that a section names, of a file that can be read; a problem where it cannot. */
    Optional<Path> readable(Section section, String key) {
        Optional<String> text = section.optionalString(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Path path;
        try {
            path = Credentials.is(text.get())
                    ? Credentials.file(text.get())
                    : Paths.resolve(file, section.origin(key), text.get());
        } catch (FileNotFoundException none) {
            section.problem(key, String.valueOf(none.getMessage()), "write the path of a file, or credential:NAME");
            return Optional.empty();
        }
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
            Optional<Untimely> problem = Untimely.of(certificate, clock.instant());
            if (problem.isPresent()) {
                section.problem(
                        key, path + ": " + problem.get().what(), problem.get().mend());
                return false;
            }
            Optional<String> weak = WeakCertificates.key(certificate);
            if (weak.isPresent()) {
                section.problem(
                        key,
                        path + ": the key of "
                                + certificate.getSubjectX500Principal().getName() + " is weak (" + weak.get() + ")",
                        "make a new CA, with EC P-256 or RSA of 2048 bits and more");
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
}
