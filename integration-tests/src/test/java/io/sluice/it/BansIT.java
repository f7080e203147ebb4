/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source that is refused again and again, or comes and goes, is kept out for a while. */
class BansIT {
    private static final String CONNECT = "10 10 0004'MQTT' 04 02 003c 0004'dev1'";
    private static final String STRANGER = "10 10 0004'MQTT' 04 02 003c 0004'none'";

    @TempDir
    Path folder;

    private static String policy(String ban) {
        return "limits { ban { " + ban + " } }\n"
                + "policy { classes = [ { name = dev, match { client-id = [\"dev*\"] } } ] }";
    }

    private static String sluice(String... arguments) throws Exception {
        Process process =
                GatewayProcess.sluice(arguments).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said.strip();
    }

    private static void refused(String source, int port) throws Exception {
        try (Wire device = Wire.from(source, port)) {
            device.says(STRANGER).sees("20 02 0005").seesTheEnd();
        }
    }

    @Test
    void refusedConnectsBanTheirSourceUntilTheBanIsLifted() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.start(
                        GatewayConfigText.plain(broker.port(), policy("after = 3, cycles-after = unlimited")),
                        folder)) {
            // The broker's refusals count as well.
            try (Wire device = Wire.from("127.0.0.2", gateway.port()).says(CONNECT)) {
                broker.accept().sees(CONNECT).says("20 02 0004");
                device.sees("20 02 0004").seesTheEnd();
            }
            refused("127.0.0.2", gateway.port());
            refused("127.0.0.2", gateway.port());
            gateway.awaitLog("event=banned source=127.0.0.2 cause=\"3 refused CONNECTs within 60 s\" for=600s");
            try (Wire device = Wire.from("127.0.0.2", gateway.port())) {
                device.seesTheEnd();
            }
            gateway.awaitFlow("\"end_reason\":\"banned\"");
            refused("127.0.0.1", gateway.port());

            Path asked = gateway.askableConfig();
            assertThat(sluice("status", "-c", asked.toString()))
                    .contains("banned: [{\"source\":\"127.0.0.2\",\"cause\":\"3 refused CONNECTs within 60 s\"");
            assertThat(sluice("unban", "-c", asked.toString(), "127.0.0.9"))
                    .isEqualTo("1 127.0.0.9: this source is not banned");
            assertThat(sluice("unban", "-c", asked.toString(), "somebody")).startsWith("2 ");
            assertThat(sluice("unban", "-c", asked.toString(), "127.0.0.2"))
                    .isEqualTo("0 the ban of 127.0.0.2 is lifted");
            refused("127.0.0.2", gateway.port());
        }
    }

    @Test
    void comingAndGoingBansToo() throws Exception {
        try (ScriptedBroker broker = new ScriptedBroker();
                GatewayProcess gateway = GatewayProcess.start(
                        GatewayConfigText.plain(broker.port(), policy("after = 3, for = 1s")), folder)) {
            for (int i = 0; i < 3; i++) {
                try (Wire device = Wire.from("127.0.0.2", gateway.port()).says(CONNECT)) {
                    Wire upstream = broker.accept().sees(CONNECT).says("20 02 0000");
                    device.sees("20 02 0000").says("e0 00");
                    upstream.sees("e0 00").seesTheEnd();
                }
            }
            gateway.awaitLog("event=banned source=127.0.0.2 cause=\"3 connections that came and went within 60 s\"");
            // Its time over, the source may come again.
            await().ignoreExceptionsInstanceOf(IOException.class)
                    .untilAsserted(() -> refused("127.0.0.2", gateway.port()));
        }
    }
}
