/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import java.security.PublicKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What a person wants to know of a certificate, and what will break with it and when. */
final class CertificateReport {
    /** Bits below which an RSA key is refused by everybody who is careful (CA/Browser Forum, section 6.1.5). */
    private static final int SHORTEST_RSA = 2_048;

    private static final int SOON_DAYS = 30;
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final int CERT_SIGN = 5;

    private final X509Certificate certificate;
    private final Instant now;

    CertificateReport(X509Certificate certificate, Instant now) {
        this.certificate = certificate;
        this.now = now;
    }

    List<String> lines() throws CertificateParsingException {
        List<String> lines = new ArrayList<>();
        lines.add("subject:  " + clean(certificate.getSubjectX500Principal().getName()));
        lines.add("issuer:   "
                + (isSelfSigned()
                        ? "itself"
                        : clean(certificate.getIssuerX500Principal().getName())));
        List<String> names = names();
        lines.add("names:    " + (names.isEmpty() ? "-" : clean(String.join(", ", names))));
        lines.add("valid:    " + begin() + " to " + end() + " (" + left() + ")");
        lines.add("key:      " + key());
        lines.add("use:      " + use());
        lines.add("signed:   " + certificate.getSigAlgName());
        lines.add("serial:   " + certificate.getSerialNumber().toString(16));
        problems().forEach(problem -> lines.add("problem:  " + problem));
        return lines;
    }

    /** What is wrong with it, or soon will be. */
    List<String> problems() throws CertificateParsingException {
        List<String> problems = new ArrayList<>();
        if (now.isAfter(end())) {
            problems.add("it ended " + end() + ": nobody accepts it any more");
        } else if (Duration.between(now, end()).toDays() < SOON_DAYS) {
            problems.add("it ends " + end() + ": renew it before");
        }
        if (now.isBefore(begin())) {
            problems.add("it begins " + begin() + " only: is this machine's clock right?");
        }
        if (certificate.getPublicKey() instanceof RSAPublicKey rsa
                && rsa.getModulus().bitLength() < SHORTEST_RSA) {
            problems.add(
                    "its RSA key of " + rsa.getModulus().bitLength() + " bits is too short: TLS libraries refuse it");
        }
        String signature = certificate.getSigAlgName().toUpperCase(Locale.ROOT);
        if (!isSelfSigned() && (signature.startsWith("SHA1") || signature.startsWith("MD5"))) {
            problems.add("it is signed with " + certificate.getSigAlgName() + ": TLS libraries refuse that");
        }
        if (isFor(SERVER_AUTH) && !isCa() && names().isEmpty()) {
            problems.add("it names no host: clients compare names with subjectAltName alone");
        }
        return problems;
    }

    private boolean isSelfSigned() {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private boolean isCa() {
        return certificate.getBasicConstraints() >= 0;
    }

    private boolean isFor(String purpose) throws CertificateParsingException {
        List<String> purposes = certificate.getExtendedKeyUsage();
        return purposes == null || purposes.contains(purpose);
    }

    private Instant begin() {
        return certificate.getNotBefore().toInstant();
    }

    private Instant end() {
        return certificate.getNotAfter().toInstant();
    }

    private String left() {
        long days = Duration.between(now, end()).toDays();
        return now.isAfter(end()) ? "over" : days + (days == 1 ? " day" : " days") + " left";
    }

    private List<String> names() throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        return alternatives == null
                ? List.of()
                : alternatives.stream().map(name -> String.valueOf(name.get(1))).toList();
    }

    private String key() {
        PublicKey key = certificate.getPublicKey();
        if (key instanceof RSAPublicKey rsa) {
            return "RSA, " + rsa.getModulus().bitLength() + " bits";
        }
        if (key instanceof ECPublicKey ec) {
            return "EC, " + ec.getParams().getOrder().bitLength() + " bits";
        }
        return key.getAlgorithm();
    }

    private String use() throws CertificateParsingException {
        List<String> uses = new ArrayList<>();
        boolean[] keyUsage = certificate.getKeyUsage();
        if (isCa()) {
            uses.add(keyUsage == null || keyUsage[CERT_SIGN] ? "CA" : "CA that may not sign");
        }
        List<String> purposes = certificate.getExtendedKeyUsage();
        if (purposes != null && purposes.contains(SERVER_AUTH)) {
            uses.add("server");
        }
        if (purposes != null && purposes.contains(CLIENT_AUTH)) {
            uses.add("client");
        }
        return uses.isEmpty() ? "any" : String.join(", ", uses);
    }

    /** Names come from whoever made the certificate: nothing of them is to reach a terminal as a command. */
    private static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
