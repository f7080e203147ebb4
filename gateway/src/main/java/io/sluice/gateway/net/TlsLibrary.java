/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** Who does the TLS: BoringSSL where its native library loads, the JDK elsewhere. */
public final class TlsLibrary {
    private TlsLibrary() {}

    /** For people. */
    public static String name() {
        return OpenSsl.isAvailable() ? "BoringSSL" : "JDK";
    }

    /** Whether it hands OCSP responses on. */
    static boolean staples() {
        return OpenSsl.isAvailable() && OpenSsl.isOcspSupported();
    }

    static SslProvider provider() {
        return OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
    }
}
