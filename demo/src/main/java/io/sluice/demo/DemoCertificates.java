/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import io.sluice.certs.CertificateAuthority;
import io.sluice.certs.Identity;
import io.sluice.certs.Validity;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.List;

/**
 * A throw-away CA and what it issued for the demo: files {@code ca.pem}, {@code broker.*}, {@code gateway.*}.
 *
 * @param authority the CA's certificate
 */
record DemoCertificates(Path folder, CertificateAuthority authority, Identity broker) {
    static DemoCertificates in(Path folder) throws IOException, GeneralSecurityException {
        Validity day = Validity.days(1, InstantSource.system());
        CertificateAuthority ca = CertificateAuthority.create("Sluice demo CA", day);
        ca.write(folder.resolve("ca.pem"), folder.resolve("ca.key"));
        Identity broker = ca.issueServer(
                "demo-broker", List.of("localhost"), List.of(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})), day);
        broker.write(folder.resolve("broker.pem"), folder.resolve("broker.key"));
        ca.issueClient("sluice", day).write(folder.resolve("gateway.pem"), folder.resolve("gateway.key"));
        return new DemoCertificates(folder, ca, broker);
    }

    /** The way to a broker on this machine over mutual TLS. */
    String upstream(int port) {
        return "brokers = [\"127.0.0.1:" + port
                + "\"], tls { trust = \"ca.pem\", certificate = \"gateway.pem\", key = \"gateway.key\" }";
    }
}
