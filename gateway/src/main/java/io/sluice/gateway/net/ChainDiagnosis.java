/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.sluice.certs.Issuer;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;

/**
 * Finds out why a chain was not trusted, for people. It never decides: the chain has been refused when it is asked.
 *
 * @param chain as the peer sent it, its own certificate first
 * @param cas whom we trust
 * @param acquainted CA certificates that we know of without trusting them by themselves, such as those in our own chain
 * @param purpose the object identifier that an extended key usage must hold
 * @param host whom the certificate must be for, empty for devices
 */
record ChainDiagnosis(
        List<X509Certificate> chain,
        Collection<X509Certificate> cas,
        Collection<X509Certificate> acquainted,
        String purpose,
        Optional<String> host) {
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int LONGEST = 200;

    /** Signatures that are verified with keys of the peer's choice, on an event loop. Beyond them names must do. */
    static final int MOST_VERIFIED = 4;

    PeerRefused of(Throwable refusal) {
        Optional<CertPathValidatorException> path = Causes.find(refusal, CertPathValidatorException.class);
        Throwable cause = path.isPresent() ? path.get() : refusal;
        if (Causes.find(refusal, CertificateRevokedException.class).isPresent()) {
            return new PeerRefused(TlsFault.REVOKED, subject(culprit(path)), cause);
        }
        if (path.map(CertPathValidatorException::getReason)
                .filter(reason -> reason == BasicReason.UNDETERMINED_REVOCATION_STATUS)
                .isPresent()) {
            X509Certificate culprit = culprit(path);
            return new PeerRefused(TlsFault.REVOCATION_UNKNOWN, subject(culprit) + " of " + issuer(culprit), cause);
        }
        Instant now = Instant.now();
        List<X509Certificate> shown = path();
        if (path.isEmpty() || path.get().getReason() != PKIXReason.NO_TRUST_ANCHOR) {
            Optional<PeerRefused> dated = outOfDate(shown, now, refusal, cause).or(() -> weak(shown, cause));
            if (dated.isPresent()) {
                return dated.get();
            }
        }
        return untrusted(shown, cause)
                .or(() -> forOthers(cause))
                .orElseGet(() -> new PeerRefused(
                        TlsFault.BAD_CHAIN, subject(culprit(path)) + " (" + clean(deepest(cause)) + ")", cause));
    }

    private Optional<PeerRefused> outOfDate(
            List<X509Certificate> path, Instant now, Throwable refusal, Throwable cause) {
        Optional<X509Certificate> expired =
                first(path, certificate -> certificate.getNotAfter().toInstant().isBefore(now));
        if (expired.isPresent()
                || Causes.find(refusal, CertificateExpiredException.class).isPresent()) {
            X509Certificate culprit = expired.orElse(chain.get(0));
            return Optional.of(new PeerRefused(
                    TlsFault.EXPIRED,
                    subject(culprit) + " at " + culprit.getNotAfter().toInstant(),
                    cause));
        }
        Optional<X509Certificate> early = first(
                path, certificate -> certificate.getNotBefore().toInstant().isAfter(now));
        if (early.isPresent()
                || Causes.find(refusal, CertificateNotYetValidException.class).isPresent()) {
            X509Certificate culprit = early.orElse(chain.get(0));
            return Optional.of(new PeerRefused(
                    TlsFault.NOT_YET_VALID,
                    subject(culprit) + " before " + culprit.getNotBefore().toInstant(),
                    cause));
        }
        return Optional.empty();
    }

    private Optional<PeerRefused> weak(List<X509Certificate> path, Throwable cause) {
        for (X509Certificate certificate : path) {
            Optional<String> key = WeakCertificates.key(certificate);
            if (key.isPresent()) {
                return Optional.of(
                        new PeerRefused(TlsFault.WEAK_KEY, subject(certificate) + " has " + key.get(), cause));
            }
            Optional<String> signature = WeakCertificates.signature(certificate);
            if (signature.isPresent()) {
                return Optional.of(new PeerRefused(
                        TlsFault.WEAK_SIGNATURE, subject(certificate) + " has " + signature.get(), cause));
            }
        }
        return Optional.empty();
    }

    private Optional<PeerRefused> untrusted(List<X509Certificate> path, Throwable cause) {
        X509Certificate top = path.get(path.size() - 1);
        if (cas.stream().anyMatch(ca -> ca.equals(top) || Issuer.hasIssued(ca, top))) {
            return Optional.empty();
        }
        String whose = subject(chain.get(0));
        if (named(cas, top.getIssuerX500Principal())) {
            return Optional.of(
                    new PeerRefused(TlsFault.CA_OF_THE_SAME_NAME, whose + " is from another " + issuer(top), cause));
        }
        if (named(acquainted, top.getIssuerX500Principal())) {
            return Optional.of(
                    new PeerRefused(TlsFault.INTERMEDIATE_MISSING, whose + " comes without " + issuer(top), cause));
        }
        boolean ends = top.getSubjectX500Principal().equals(top.getIssuerX500Principal());
        return Optional.of(new PeerRefused(
                TlsFault.OTHER_CA,
                whose + " is from " + issuer(top)
                        + (ends ? "" : " (if that is an intermediate CA, the peer must send it)")
                        + ", trusted: "
                        + trusted(),
                cause));
    }

    private Optional<PeerRefused> forOthers(Throwable cause) {
        X509Certificate leaf = chain.get(0);
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            if (purposes != null && !purposes.contains(purpose) && !purposes.contains(ANY_PURPOSE)) {
                return Optional.of(new PeerRefused(
                        TlsFault.WRONG_PURPOSE,
                        subject(leaf) + " is for "
                                + purposes.stream().map(ChainDiagnosis::word).collect(Collectors.joining(", ")),
                        cause));
            }
            String message = deepest(cause);
            if (message.contains("ubject alternative") || message.startsWith("No name matching")) {
                return Optional.of(new PeerRefused(
                        TlsFault.OTHER_NAME,
                        subject(leaf) + " is for " + names(leaf) + ", not for " + host.orElse("us"),
                        cause));
            }
        } catch (CertificateParsingException unreadable) {
            return Optional.of(new PeerRefused(TlsFault.BAD_CHAIN, subject(leaf) + " cannot be read", cause));
        }
        return Optional.empty();
    }

    /** The certificates from the peer's own up, as far as each is issued by the next. */
    private List<X509Certificate> path() {
        List<X509Certificate> path = new ArrayList<>(List.of(chain.get(0)));
        AtomicInteger left = new AtomicInteger(MOST_VERIFIED);
        Optional<X509Certificate> above = above(path, left);
        while (above.isPresent()) {
            path.add(above.get());
            above = above(path, left);
        }
        return path;
    }

    private Optional<X509Certificate> above(List<X509Certificate> path, AtomicInteger left) {
        X509Certificate top = path.get(path.size() - 1);
        return chain.stream()
                .filter(candidate -> !path.contains(candidate)
                        && candidate.getSubjectX500Principal().equals(top.getIssuerX500Principal()))
                .filter(candidate -> left.getAndDecrement() <= 0 || Issuer.hasIssued(candidate, top))
                .findFirst();
    }

    private static Optional<X509Certificate> first(List<X509Certificate> path, Predicate<X509Certificate> flaw) {
        return path.stream().filter(flaw).findFirst();
    }

    private X509Certificate culprit(Optional<CertPathValidatorException> refusal) {
        return refusal.filter(path -> path.getIndex() >= 0 && path.getCertPath() != null)
                .map(path -> path.getCertPath().getCertificates().get(path.getIndex()))
                .filter(X509Certificate.class::isInstance)
                .map(X509Certificate.class::cast)
                .orElse(chain.get(0));
    }

    private static boolean named(Collection<X509Certificate> among, X500Principal name) {
        return among.stream().anyMatch(ca -> ca.getSubjectX500Principal().equals(name));
    }

    private String trusted() {
        return clean(cas.stream()
                .limit(5)
                .map(ca -> ca.getSubjectX500Principal().getName())
                .collect(Collectors.joining("; ")));
    }

    private static String names(X509Certificate leaf) throws CertificateParsingException {
        Collection<List<?>> names = leaf.getSubjectAlternativeNames();
        return names == null
                ? "no name (it has no subject alternative names)"
                : clean(names.stream().map(name -> String.valueOf(name.get(1))).collect(Collectors.joining(", ")));
    }

    private static String word(String purpose) {
        return switch (purpose) {
            case "1.3.6.1.5.5.7.3.1" -> "serverAuth";
            case "1.3.6.1.5.5.7.3.2" -> "clientAuth";
            default -> purpose;
        };
    }

    private static String deepest(Throwable failure) {
        return Causes.deepestMessage(failure);
    }

    private static String subject(X509Certificate certificate) {
        return clean(certificate.getSubjectX500Principal().getName());
    }

    private static String issuer(X509Certificate certificate) {
        return clean(certificate.getIssuerX500Principal().getName());
    }

    /** What a peer wrote is neither to break a log line nor to fill it. */
    private static String clean(String text) {
        String clean = Causes.clean(text);
        return clean.length() > LONGEST ? clean.substring(0, LONGEST) + "…" : clean;
    }
}
