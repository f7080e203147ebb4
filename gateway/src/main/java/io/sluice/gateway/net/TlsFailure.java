/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.security.cert.PKIXReason;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in words which check of a TLS handshake failed. */
public final class TlsFailure {
    private TlsFailure() {}

    /** Whether a failure came from TLS and not from the network below it. */
    public static boolean isTls(Throwable failure) {
        return find(failure, SSLException.class).isPresent() || failure instanceof DecoderException;
    }

    /** The failed check, for the log. */
    public static String describe(Throwable failure) {
        if (find(failure, CertificateExpiredException.class).isPresent()) {
            return "the peer's certificate has expired";
        }
        if (find(failure, CertificateNotYetValidException.class).isPresent()) {
            return "the peer's certificate is not valid yet; is the clock right?";
        }
        if (find(failure, CertificateRevokedException.class).isPresent()) {
            return "the peer's certificate is revoked";
        }
        if (find(failure, CertPathValidatorException.class)
                .filter(chain -> chain.getReason() == BasicReason.UNDETERMINED_REVOCATION_STATUS)
                .isPresent()) {
            return "nothing says whether the peer's certificate is revoked: the CRL of its CA is missing or out of date";
        }
        Optional<CertPathValidatorException> chain = find(failure, CertPathValidatorException.class);
        if (chain.isPresent() && chain.get().getReason() != PKIXReason.NO_TRUST_ANCHOR) {
            return "the peer's certificate chain is not valid ("
                    + clean(chain.get().getMessage()) + ")";
        }
        if (chain.isPresent() || find(failure, CertPathBuilderException.class).isPresent()) {
            return "the peer's certificate is not from a trusted CA, or an intermediate is missing";
        }
        if (find(failure, NotSslRecordException.class).isPresent()) {
            return "the peer does not speak TLS";
        }
        if (find(failure, SslHandshakeTimeoutException.class).isPresent()) {
            return "the TLS handshake took too long";
        }
        return byMessage(deepestMessage(failure));
    }

    private static String byMessage(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("no subject alternative") || lower.contains("no name matching")) {
            return "the peer's certificate is for another name (" + message + ")";
        }
        if (lower.contains("certificate_required")
                || lower.contains("bad_certificate")
                || lower.contains("unknown_ca")) {
            return "the peer refused our certificate (" + message + ")";
        }
        return message;
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        // Bounded, should a chain of causes ever run in a circle.
        Throwable cause = failure;
        for (int i = 0; i < 20 && cause != null; i++, cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    private static String deepestMessage(Throwable failure) {
        String message = failure.toString();
        Throwable cause = failure;
        for (int i = 0; i < 20 && cause != null; i++, cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                message = cause.getMessage();
            }
        }
        return clean(message);
    }

    private static String clean(@Nullable String message) {
        return String.valueOf(message).replaceAll("[\\p{Cntrl}\"]", " ");
    }
}
