/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.frame.ConnectPacket;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.Frames;
import io.sluice.gateway.frame.Hex;
import io.sluice.gateway.frame.Sender;
import io.sluice.policy.UpstreamIdentity;
import io.sluice.policy.rule.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of a device's CONNECT, what the broker gets in its place. */
class UpstreamConnectTest {
    private static UpstreamIdentity identity(String username, String prefix) {
        return new UpstreamIdentity(
                Optional.of(username).filter(text -> !text.isEmpty()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                prefix,
                new Origin("home.conf", 1));
    }

    private static String packet(String body) {
        return "10 %02x %s".formatted(Hex.bytes(body).length, body);
    }

    private static String presented(String body, UpstreamIdentity identity, String password) throws Exception {
        byte[] bytes = Hex.bytes(packet(body));
        Frame frame = Frames.read(Sender.DEVICE, 5, packet(body));
        ConnectPacket read = ConnectPacket.read(frame);
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        Optional<byte[]> secret = Optional.of(password)
                .filter(text -> !text.isEmpty())
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        ByteBuf out =
                UpstreamConnect.present(in, read.layout(), identity, secret).orElseThrow();
        try {
            return ByteBufUtil.hexDump(out);
        } finally {
            out.release();
        }
    }

    private static String hex(String body) {
        return ByteBufUtil.hexDump(Hex.bytes(packet(body)));
    }

    @Test
    void credentialsAreAddedWhereTheDeviceHasNone() throws Exception {
        assertThat(presented("0004'MQTT' 04 02 003c 0002'id'", identity("gw", ""), "pw"))
                .isEqualTo(hex("0004'MQTT' 04 c2 003c 0002'id' 0002'gw' 0002'pw'"));
    }

    @Test
    void theDevicesOwnCredentialsNeverGoAlong() throws Exception {
        assertThat(presented(
                        "0004'MQTT' 05 ee 003c 00 0002'id' 00 0001'w' 0002'by' 0004'user' 0003'own'",
                        identity("gw", ""),
                        ""))
                .isEqualTo(hex("0004'MQTT' 05 ae 003c 00 0002'id' 00 0001'w' 0002'by' 0002'gw'"));
    }

    @Test
    void aPrefixStandsBeforeTheClientIdAndNowhereElse() throws Exception {
        assertThat(presented(
                        "0004'MQTT' 04 c6 003c 0002'id' 0001'w' 0002'by' 0001'u' 0001'p'", identity("", "lan-"), ""))
                .isEqualTo(hex("0004'MQTT' 04 c6 003c 0006'lan-id' 0001'w' 0002'by' 0001'u' 0001'p'"));
    }
}
