/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCertificateException;
import java.security.cert.CertificateException;

/** A peer's certificate was looked at and not trusted. Carries no stack trace: any stranger can cause as many as it likes. */
final class PeerRefused extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final TlsFault fault;

    /**
     * @param detail whose certificate, and what of it
     * @param cause what the path validation said
     */
    PeerRefused(TlsFault fault, String detail, Throwable cause) {
        super(detail, cause);
        this.fault = fault;
    }

    TlsFault fault() {
        return fault;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    /** In the form from which the TLS library in use takes the alert. The JDK's looks at the cause. */
    CertificateException forLibrary() {
        return OpenSsl.isAvailable() ? new OpenSslCertificateException(detail(), this, fault.verifyResult()) : this;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
