/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static io.sluice.gateway.session.Written.expected;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.Frames;
import io.sluice.gateway.frame.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Of each exchange, what the publisher hears from the gateway. */
class HandshakesTest {
    private final EmbeddedChannel publisher = new EmbeddedChannel();

    private Handshakes speaking(int level) {
        Outlet outlet = new Outlet(publisher, new FlowCounters(), Sender.DEVICE, new PacketEncoder(level));
        return new Handshakes(outlet, new Answers(level), level);
    }

    private static Frame publish(int qos, int packetId) throws Exception {
        return qos == 0
                ? Frames.read(Sender.DEVICE, 4, "30 03 0001'a'")
                : Frames.read(Sender.DEVICE, 4, "%02x 05 0001'a' %04x".formatted(0x30 | qos << 1, packetId));
    }

    private static Frame answer(String type, int packetId) throws Exception {
        return Frames.read(Sender.BROKER, 4, "%s 02 %04x".formatted(type, packetId));
    }

    private String heard() {
        return Written.hex(publisher);
    }

    @AfterEach
    void nothingElseWasSaid() {
        assertThat(heard()).isEmpty();
        publisher.finishAndReleaseAll();
    }

    @Test
    void qos0IsNeverAcknowledged() throws Exception {
        Handshakes handshakes = speaking(4);
        handshakes.forwarded(publish(0, 0));
        handshakes.withheld(publish(0, 0), 0x87);
        assertThat(handshakes.inFlight()).isZero();
    }

    @Test
    void aWithheldQos1PublishIsAcknowledgedAtOnceWhenNothingIsBeforeIt() throws Exception {
        speaking(4).withheld(publish(1, 7), 0x87);
        assertThat(heard()).isEqualTo(expected("40 02 0007"));
    }

    @Test
    void theGatewaysAnswerWaitsForTheReceiversEarlierOnes() throws Exception {
        Handshakes handshakes = speaking(4);
        handshakes.forwarded(publish(1, 1));
        handshakes.forwarded(publish(2, 2));
        handshakes.withheld(publish(1, 3), 0x87);
        handshakes.withheld(publish(2, 4), 0x87);
        handshakes.forwarded(publish(1, 5));
        handshakes.withheld(publish(1, 6), 0x87);
        assertThat(heard()).isEmpty();
        handshakes.answered(answer("40", 1));
        assertThat(heard()).isEqualTo(expected("40 02 0003"));
        handshakes.answered(answer("50", 2));
        assertThat(heard()).isEqualTo(expected("50 02 0004"));
        handshakes.answered(answer("40", 5));
        assertThat(heard()).isEqualTo(expected("40 02 0006"));
        handshakes.completed(2);
        assertThat(handshakes.released(4)).isTrue();
        assertThat(heard()).isEqualTo(expected("70 02 0004"));
        assertThat(handshakes.inFlight()).isZero();
    }

    @Test
    void aPubackMayComeBeforeAnEarlierPubrec() throws Exception {
        Handshakes handshakes = speaking(4);
        handshakes.forwarded(publish(2, 1));
        handshakes.withheld(publish(1, 2), 0x87);
        // Before the receiver's for 3, which need not wait for the PUBREC.
        assertThat(heard()).isEqualTo(expected("40 02 0002"));
        handshakes.forwarded(publish(1, 3));
        handshakes.answered(answer("40", 3));
        assertThat(handshakes.inFlight()).isEqualTo(1);
        handshakes.answered(answer("50", 1));
        handshakes.completed(1);
        assertThat(handshakes.inFlight()).isZero();
    }

    @Test
    void aWithheldQos2PublishIsTheGatewaysUntilItIsReleased() throws Exception {
        Handshakes handshakes = speaking(4);
        handshakes.withheld(publish(2, 7), 0x87);
        assertThat(heard()).isEqualTo(expected("50 02 0007"));
        assertThat(handshakes.isOwn(publish(2, 7))).isTrue();
        assertThat(handshakes.isOwn(publish(2, 8))).isFalse();
        assertThat(handshakes.isOwn(publish(1, 7))).isFalse();
        assertThat(handshakes.released(7)).isTrue();
        assertThat(heard()).isEqualTo(expected("70 02 0007"));
        assertThat(handshakes.isOwn(publish(2, 7))).isFalse();
        assertThat(handshakes.released(7)).isFalse();
    }

    @Test
    void aPublishIsInFlightUntilItsLastAcknowledgement() throws Exception {
        Handshakes handshakes = speaking(5);
        handshakes.forwarded(publish(1, 1));
        handshakes.forwarded(publish(2, 2));
        handshakes.forwarded(publish(2, 3));
        handshakes.withheld(publish(2, 4), 0x87);
        assertThat(handshakes.inFlight()).isEqualTo(4);
        handshakes.answered(answer("40", 1));
        assertThat(handshakes.inFlight()).isEqualTo(3);
        handshakes.answered(answer("50", 2));
        assertThat(handshakes.inFlight()).isEqualTo(3);
        // A PUBREC with an error ends its flow, and lets the gateway's own leave.
        handshakes.answered(Frames.read(Sender.BROKER, 5, "50 03 0003 97"));
        assertThat(heard()).startsWith("50").contains("000487");
        assertThat(handshakes.inFlight()).isEqualTo(1);
        handshakes.completed(2);
        assertThat(handshakes.inFlight()).isZero();
    }

    @Test
    void aQos2FlowOfTheGatewaysOwnIsInFlightUntilItIsReleased() throws Exception {
        Handshakes handshakes = speaking(4);
        handshakes.withheld(publish(2, 7), 0x87);
        assertThat(heard()).isEqualTo(expected("50 02 0007"));
        assertThat(handshakes.inFlight()).isEqualTo(1);
        assertThat(handshakes.released(7)).isTrue();
        assertThat(heard()).isEqualTo(expected("70 02 0007"));
        assertThat(handshakes.inFlight()).isZero();
    }

    @Test
    void anMqtt5RefusalEndsTheQos2Flow() throws Exception {
        Handshakes handshakes = speaking(5);
        handshakes.withheld(publish(2, 7), 0x87);
        assertThat(heard()).startsWith("50").contains("000787");
        assertThat(handshakes.isOwn(publish(2, 7))).isFalse();
        assertThat(handshakes.released(7)).isFalse();
    }

    @Test
    void anMqtt5DeliveryThatIsWithheldIsAcknowledgedAsIfItHadArrived() throws Exception {
        Handshakes handshakes = speaking(5);
        handshakes.withheld(publish(2, 7), 0);
        assertThat(heard()).isEqualTo(expected("50 02 0007"));
        assertThat(handshakes.released(7)).isTrue();
        assertThat(heard()).isEqualTo(expected("70 02 0007"));
    }

    @Test
    void whatTheReceiverReleasesGoesOnToTheReceiver() throws Exception {
        Handshakes handshakes = speaking(4);
        handshakes.forwarded(publish(2, 7));
        handshakes.answered(answer("50", 7));
        assertThat(handshakes.released(7)).isFalse();
    }

    @Test
    void aFlowOfTheReceiversIsNotTakenFromItWhenItsPublishIsSentAgainAndWithheld() throws Exception {
        Handshakes handshakes = speaking(4);
        handshakes.forwarded(publish(2, 7));
        handshakes.withheld(publish(2, 7), 0x87);
        handshakes.answered(answer("50", 7));
        handshakes.withheld(publish(2, 7), 0x87);
        assertThat(handshakes.inFlight()).isEqualTo(1);
        assertThat(handshakes.released(7)).isFalse();
        handshakes.completed(7);
        // Done with: the next one under that identifier is another.
        handshakes.withheld(publish(2, 7), 0x87);
        assertThat(heard()).isEqualTo(expected("50 02 0007"));
        assertThat(handshakes.released(7)).isTrue();
        assertThat(heard()).isEqualTo(expected("70 02 0007"));
    }
}
