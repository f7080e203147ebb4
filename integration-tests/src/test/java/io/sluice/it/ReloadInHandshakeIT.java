/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy that comes into force while a session is being set up counts for that session from the moment it does. */
class ReloadInHandshakeIT {
    private static final String CONNECT = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String WITH_RETAINED_WILL = "10 17 0004'MQTT' 04 26 003c 0004'dev1' 0001'a' 0002'hi'";
    private static final String WITH_WILL = "10 17 0004'MQTT' 04 06 003c 0004'dev1' 0001'a' 0002'hi'";
    private static final String CONNACK = "20 02 0000";

    @TempDir
    Path folder;

    private static String policy(String settings) {
        return "policy { classes = [ { name = dev, publish.allow = [\"a\"], " + settings + " } ] }";
    }

    /** A broker of TLS whose handshake begins when the test lets it. */
    private final class SlowBroker implements AutoCloseable {
        private final Certificates certificates = Certificates.in(folder);
        private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        SlowBroker() throws Exception {
            server.setSoTimeout(20_000);
        }

        GatewayConfigText config(String policy) {
            return GatewayConfigText.mutualTls(server.getLocalPort(), certificates, policy);
        }

        /** The next connection that begins a handshake, which waits for its answer. */
        Socket knocked() throws Exception {
            while (true) {
                Socket socket = server.accept();
                socket.setSoTimeout(20_000);
                java.io.PushbackInputStream in = new java.io.PushbackInputStream(socket.getInputStream());
                int first = in.read();
                if (first >= 0) {
                    return socket;
                }
                socket.close();
            }
        }

        private Wire letIn(Socket socket) throws Exception {
            // The byte that showed the ClientHello, the type of a handshake record (RFC 8446, section 5.1).
            java.io.InputStream hello = new java.io.ByteArrayInputStream(new byte[] {22});
            SSLSocket tls = (SSLSocket)
                    certificates.serverContext("broker").getSocketFactory().createSocket(socket, hello, true);
            return new Wire(tls);
        }

        /** Lets in who knocks until somebody says something; the gateway's own probe of its broker does not. */
        Wire letInFrom(Socket first) throws Exception {
            Socket knocking = first;
            while (true) {
                Wire wire = letIn(knocking);
                if (wire.isSpoken()) {
                    return wire;
                }
                wire.close();
                knocking = knocked();
            }
        }

        /** The probe at the start, so that the next to knock is a session. */
        void letProbeIn() throws Exception {
            letIn(knocked()).seesTheEnd();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @Test
    void aWillLosesItsRetainFlagByThePolicyOfTheMomentWhenTheBrokerGetsIt() throws Exception {
        try (SlowBroker broker = new SlowBroker();
                GatewayProcess gateway = GatewayProcess.start(broker.config(policy("retain = allow")), folder);
                Wire device = Wire.to(gateway.port())) {
            broker.letProbeIn();
            device.says(WITH_RETAINED_WILL);
            Socket socket = broker.knocked();
            gateway.reload(broker.config(policy("retain = strip")));
            broker.letInFrom(socket).sees(WITH_WILL).says(CONNACK);
            device.sees(CONNACK);
        }
    }

    @Test
    void whoIsNotToConnectAnyMoreNeverReachesTheBroker() throws Exception {
        try (SlowBroker broker = new SlowBroker();
                GatewayProcess gateway = GatewayProcess.start(broker.config(policy("will = allow")), folder);
                Wire device = Wire.to(gateway.port())) {
            broker.letProbeIn();
            device.says(WITH_WILL);
            Socket socket = broker.knocked();
            gateway.reload(broker.config(policy("will = deny")));
            device.sees("20 02 0005").seesTheEnd();
            gateway.awaitFlow("\"end_reason\":\"policy-reload\"");
            socket.close();
        }
    }

    @Test
    void aWillThatTheBrokerHasAlreadyIsTakenBackWhenItIsDeniedBeforeTheConnack() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway =
                        GatewayProcess.start(GatewayConfigText.plain(broker.port(), policy("will = allow")), folder);
                Wire device = Wire.to(gateway.port()).says(WITH_WILL)) {
            Wire upstream = broker.accept().sees(WITH_WILL);
            gateway.reload(GatewayConfigText.plain(broker.port(), policy("will = deny")));
            upstream.sees("e0 00").seesTheEnd();
            device.sees("20 02 0005").seesTheEnd();
        }
    }

    @Test
    void whatWasSentAheadOfTheConnackIsJudgedByThePolicyOfTheMoment() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway =
                        GatewayProcess.start(GatewayConfigText.plain(broker.port(), policy("will = allow")), folder);
                Wire device = Wire.to(gateway.port()).says(CONNECT + "32 06 0001'a' 0001 'x' 32 06 0001'b' 0002 'x'")) {
            Wire upstream = broker.accept().sees(CONNECT);
            gateway.reload(GatewayConfigText.plain(broker.port(), policy("publish.allow = [\"b\"]")));
            upstream.says(CONNACK).sees("32 06 0001'b' 0002 'x'").says("40 02 0002");
            device.sees(CONNACK).sees("40 02 0001 40 02 0002");
        }
    }
}
