/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlowPrivacyTest {
    private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.UTF_8);

    private static FlowRecord record(String device, EndReason reason) {
        Flow flow = new Flow(
                Instant.EPOCH, "lan", new InetSocketAddress(device, 50_000), new InetSocketAddress("10.0.0.1", 1883));
        flow.client(new Flow.Client("5", "ann-phone", Optional.of("ann"), 60, true));
        flow.deviceTls(new Flow.TlsInfo("TLSv1.3", "a cipher", Optional.of("CN=ann-phone")));
        flow.upstream(new InetSocketAddress("10.0.0.1", 40_000), new InetSocketAddress("10.0.0.2", 8883));
        return flow.record(Instant.EPOCH, Optional.of(reason), Optional.of("deny " + device));
    }

    private static FlowPrivacy all(Treatment treatment) {
        return new FlowPrivacy(new PrivacySettings(treatment, treatment, treatment, treatment, Optional.empty()), KEY);
    }

    private static String json(FlowRecord flow) {
        return new FlowJson().write(flow);
    }

    @Test
    void whatIsKeptStaysAsItIs() {
        FlowRecord flow = record("192.0.2.7", EndReason.DENIED_NETWORK);
        assertThat(all(Treatment.KEEP).applied(flow)).isSameAs(flow);
    }

    @ParameterizedTest
    @EnumSource(names = {"HASH", "DROP"})
    void nothingOfWhatIsHiddenIsLeftAnywhereInTheRecord(Treatment treatment) {
        for (EndReason reason :
                new EndReason[] {EndReason.DENIED_NETWORK, EndReason.DEVICE_TLS, EndReason.UPSTREAM_IDENTITY}) {
            for (String device : new String[] {"192.0.2.7", "2001:db8::7"}) {
                FlowRecord flow = record(device, reason);
                assertThat(json(flow))
                        .contains("ann", flow.device().getAddress().getHostAddress(), "community_id");
                assertThat(json(all(treatment).applied(flow)))
                        .doesNotContain(
                                "ann", device, flow.device().getAddress().getHostAddress(), "community_id");
            }
        }
    }

    @Test
    void aHashIsTheSameForTheSameNameAndOfAKeyThatNobodyKnows() throws Exception {
        FlowRecord hashed = all(Treatment.HASH).applied(record("192.0.2.7", EndReason.DRAIN));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        byte[] expected = mac.doFinal("client-id\0ann-phone".getBytes(StandardCharsets.UTF_8));
        String clientId = hashed.client().orElseThrow().clientId();
        assertThat(clientId).isEqualTo(HexFormat.of().formatHex(expected, 0, 16));
        assertThat(all(Treatment.HASH)
                        .applied(record("192.0.2.7", EndReason.RATE))
                        .device())
                .isEqualTo(hashed.device())
                .isNotEqualTo(all(Treatment.HASH)
                        .applied(record("192.0.2.8", EndReason.RATE))
                        .device());
        FlowPrivacy otherKey = new FlowPrivacy(
                new PrivacySettings(Treatment.HASH, Treatment.HASH, Treatment.HASH, Treatment.HASH, Optional.empty()),
                new byte[32]);
        FlowRecord other = otherKey.applied(record("192.0.2.7", EndReason.DRAIN));
        assertThat(other.client().orElseThrow().clientId()).isNotEqualTo(clientId);
        assertThat(other.device()).isNotEqualTo(hashed.device());
    }

    @Test
    void aHashedAddressIsOneOfNobody() {
        FlowRecord hashed = all(Treatment.HASH).applied(record("192.0.2.7", EndReason.DRAIN));
        assertThat(hashed.device().getAddress().getHostAddress()).startsWith("fd");
        assertThat(hashed.device().getPort()).isEqualTo(50_000);
        assertThat(hashed.destination()).isEqualTo(new InetSocketAddress("10.0.0.1", 1883));
    }

    @Test
    void eachFieldHasASwitchOfItsOwn() {
        FlowRecord flow = record("192.0.2.7", EndReason.DRAIN);
        FlowRecord nameless = new FlowPrivacy(
                        new PrivacySettings(
                                Treatment.KEEP, Treatment.DROP, Treatment.KEEP, Treatment.KEEP, Optional.empty()),
                        KEY)
                .applied(flow);
        assertThat(nameless.client()).contains(new Flow.Client("5", "ann-phone", Optional.empty(), 60, true));
        assertThat(nameless.device()).isEqualTo(flow.device());
        assertThat(nameless.communityId()).isEqualTo(flow.communityId());
        assertThat(nameless.deviceTls()).isEqualTo(flow.deviceTls());
    }

    @Test
    void whoIsDialledForWithItsOwnAddressIsHiddenThereToo() {
        FlowRecord flow = record("10.0.0.1", EndReason.DRAIN);
        FlowRecord hashed = all(Treatment.HASH).applied(flow);
        assertThat(hashed.upstream().orElseThrow().source().getAddress())
                .isEqualTo(hashed.device().getAddress());
    }
}
