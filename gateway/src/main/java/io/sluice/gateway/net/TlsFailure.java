/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.nio.channels.ClosedChannelException;
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

/**
 * Says in words which check of a TLS handshake failed.
 *
 * @param what is wrong, and with whose certificate where it is about one
 * @param mend what to do about it
 */
public record TlsFailure(String what, String mend) {
    private static final String UNNAMED = "these are the words of the TLS library; the peer's log may tell more";

    /** Whether a failure came from TLS and not from the network below it. */
    public static boolean isTls(Throwable failure) {
        return Causes.find(failure, SSLException.class).isPresent() || failure instanceof DecoderException;
    }

    /** The failed check, for the log. */
    public static String describe(Throwable failure) {
        return of(failure).what;
    }

    /** The failed check and its mend, for the log. */
    public static TlsFailure of(Throwable failure) {
        Optional<PeerRefused> refused = Causes.find(failure, PeerRefused.class);
        if (refused.isPresent()) {
            TlsFault fault = refused.get().fault();
            return new TlsFailure(fault.words() + ": " + refused.get().detail(), fault.mend());
        }
        return byType(failure).map(TlsFailure::of).orElseGet(() -> byMessage(failure));
    }

    /** In the general words for it. */
    public static TlsFailure of(TlsFault fault) {
        return new TlsFailure(fault.words(), fault.mend());
    }

    private static Optional<TlsFault> byType(Throwable failure) {
        if (Causes.find(failure, CertificateExpiredException.class).isPresent()) {
            return Optional.of(TlsFault.EXPIRED);
        }
        if (Causes.find(failure, CertificateNotYetValidException.class).isPresent()) {
            return Optional.of(TlsFault.NOT_YET_VALID);
        }
        if (Causes.find(failure, CertificateRevokedException.class).isPresent()) {
            return Optional.of(TlsFault.REVOKED);
        }
        Optional<CertPathValidatorException> path = Causes.find(failure, CertPathValidatorException.class);
        if (path.isPresent() && path.get().getReason() == BasicReason.UNDETERMINED_REVOCATION_STATUS) {
            return Optional.of(TlsFault.REVOCATION_UNKNOWN);
        }
        if (path.isPresent() && path.get().getReason() == PKIXReason.NO_TRUST_ANCHOR
                || path.isEmpty()
                        && Causes.find(failure, CertPathBuilderException.class).isPresent()) {
            return Optional.of(TlsFault.OTHER_CA);
        }
        if (Causes.find(failure, NotSslRecordException.class).isPresent()) {
            return Optional.of(TlsFault.NOT_TLS);
        }
        if (Causes.find(failure, SslHandshakeTimeoutException.class).isPresent()) {
            return Optional.of(TlsFault.TIMEOUT);
        }
        return failure instanceof ClosedChannelException ? Optional.of(TlsFault.HUNG_UP) : Optional.empty();
    }

    private static TlsFailure byMessage(Throwable failure) {
        String message = Causes.deepestMessage(failure);
        if (Causes.find(failure, CertPathValidatorException.class).isPresent()) {
            return said(TlsFault.BAD_CHAIN, message);
        }
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("no subject alternative") || lower.contains("no name matching")) {
            return said(TlsFault.OTHER_NAME, message);
        }
        if (lower.contains("connection closed while ssl/tls handshake was in progress")) {
            return of(TlsFault.HUNG_UP);
        }
        return TlsFault.inMessage(message)
                .map(fault -> said(fault, message))
                .orElseGet(() -> new TlsFailure(message, UNNAMED));
    }

    private static TlsFailure said(TlsFault fault, String message) {
        return new TlsFailure(fault.words() + " (" + message + ")", fault.mend());
    }
}
