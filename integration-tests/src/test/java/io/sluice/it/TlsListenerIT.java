/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.certs.CertificateAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that can speak TLS may; who they are by their certificate decides their class. */
class TlsListenerIT {
    private static final String CONNECT = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";

    @TempDir
    Path folder;

    private Certificates certificates;

    @BeforeEach
    void makeCertificates() throws Exception {
        certificates = Certificates.in(folder);
        CertificateAuthority ca = CertificateAuthority.load(certificates.file("ca.pem"), certificates.file("ca.key"));
        ca.issueClient("lock-1", Certificates.VALID).write(folder.resolve("lock.pem"), folder.resolve("lock.key"));
    }

    private GatewayProcess gateway(int brokerPort) throws Exception {
        String listener =
                """
                listeners = [ { name = lan, bind = "127.0.0.1:0"
                  tls { certificate = "%s", key = "%s", client-ca = "%s", client-auth = require } } ]
                policy { classes = [ { name = locks, match { certificate = ["lock-*"] }, publish { allow = ["door/%%n"] } } ] }
                """
                        .formatted(
                                certificates.file("broker.pem"),
                                certificates.file("broker.key"),
                                certificates.file("ca.pem"));
        return GatewayProcess.start(GatewayConfigText.plain(brokerPort, listener), folder);
    }

    private Wire device(GatewayProcess gateway, String name) throws Exception {
        SSLContext context = certificates.clientContext(name);
        return new Wire(context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), gateway.port()));
    }

    @Test
    void theNameInTheCertificateDecides() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker.port());
                Wire lock = device(gateway, "lock").says(CONNECT);
                Wire upstream = broker.accept().sees(CONNECT).says("20 02 0000")) {
            lock.sees("20 02 0000").says("32 0f 000b'door/lock-1' 0001" + "32 0f 000b'door/lock-2' 0002" + "e0 00");
            upstream.sees("32 0f 000b'door/lock-1' 0001" + "e0 00");
            assertThat(gateway.awaitFlow("device-disconnect"))
                    .contains("\"device_tls\":{\"version\":\"TLSv1.3\"", "\"subject\":\"CN=lock-1\"");
        }
    }

    /** Devices that show a certificate and devices that do not, at one listener. */
    private GatewayProcess mixed(int brokerPort, String classes) throws Exception {
        return GatewayProcess.start(
                GatewayConfigText.plain(
                        brokerPort,
                        """
                        listeners = [ { name = lan, bind = "127.0.0.1:0"
                          tls { certificate = broker.pem, key = broker.key, client-ca = ca.pem, client-auth = want } } ]
                        policy { classes = [ %s ] }
                        """
                                .formatted(classes)),
                folder);
    }

    @Test
    void anyAlternativeNameInTheCertificateDecidesToo() throws Exception {
        String names = "DNS:a.lock.example,URI:urn:dev:lock-7,email:lock@home.example,IP:10.0.0.7,IP:fd00::7";
        new OpenSsl(folder).issue("locked", "/CN=whatever", "subjectAltName=" + names);
        List<String> globs =
                List.of("*.lock.example", "urn:dev:lock-?", "lock@*", "10.0.0.*", "fd00::7", "what*", "lock-*");
        StringBuilder classes = new StringBuilder();
        for (int i = 0; i < globs.size(); i++) {
            classes.append("{ name = c%d, match { client-id = [dev%d], certificate = [\"%s\"] } }\n"
                    .formatted(i, i, globs.get(i)));
        }
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = mixed(broker.port(), classes.toString())) {
            for (int i = 0; i < globs.size() - 1; i++) {
                String connect = CONNECT.replace("dev1", "dev" + i);
                try (Wire lock = device(gateway, "locked").says(connect);
                        Wire upstream = broker.accept().sees(connect).says("20 02 0000")) {
                    lock.sees("20 02 0000");
                    assertThat(upstream).isNotNull();
                }
            }
            // Of no name of it.
            try (Wire lock = device(gateway, "locked").says(CONNECT.replace("dev1", "dev6"))) {
                lock.sees("20 02 0005").seesTheEnd();
            }
        }
    }

    @Test
    void aDeviceWithoutACertificateNeverFitsAClassThatWantsOne() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway =
                        mixed(broker.port(), "{ name = known, match { certificate = [\"*\", \"\", \"?*\"] } }")) {
            try (Wire anonymous = device(gateway, "").says(CONNECT)) {
                anonymous.sees("20 02 0005").seesTheEnd();
            }
            gateway.awaitFlow("denied-connect");
            new OpenSsl(folder).issue("nameless", "/O=home", "keyUsage=digitalSignature");
            try (Wire nameless = device(gateway, "nameless").says(CONNECT)) {
                nameless.sees("20 02 0005").seesTheEnd();
            }
            try (Wire lock = device(gateway, "lock").says(CONNECT);
                    Wire upstream = broker.accept().sees(CONNECT).says("20 02 0000")) {
                lock.sees("20 02 0000");
                assertThat(upstream).isNotNull();
            }
        }
    }

    @Test
    void anotherNameIsRefusedAndNoCertificateDoesNotGetThatFar() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = gateway(broker.port())) {
            try (Wire other = device(gateway, "gateway").says(CONNECT)) {
                other.sees("20 02 0005");
            }
            gateway.awaitFlow("denied-connect");
            // In TLS 1.3 a client is through before the server has looked for its certificate: what fails, writing or
            // reading, is a matter of time. It never gets as far as a CONNACK.
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
                try (Wire nobody = device(gateway, "")) {
                    nobody.says(CONNECT).packet();
                }
            });
            gateway.awaitFlow("\"end_reason\":\"device-tls\"");
            try (Wire plain = Wire.to(gateway.port())) {
                plain.says(CONNECT);
                assertThat(plain.rest()).hasSizeLessThan(16);
            }
            assertThat(List.copyOf(gateway.log())).anyMatch(line -> line.contains("event=device-tls-failed"));
        }
    }
}
