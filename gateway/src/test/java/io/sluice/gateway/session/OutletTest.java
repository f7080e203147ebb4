/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttFixedHeader;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.sluice.gateway.flow.FlowCounters;
import io.sluice.gateway.frame.Sender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutletTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Outlet outlet = new Outlet(channel, new FlowCounters(), Sender.DEVICE, new PacketEncoder(4));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void whatIsSaidDuringARunComesAfterIt() {
        outlet.openRun();
        outlet.say(new Answers(4).puback(7, 0));
        assertThat(outlet.hasWaiting()).isTrue();
        outlet.flush();
        assertThat(channel.outboundMessages()).isEmpty();
        outlet.closeRun();
        outlet.flush();
        assertThat(outlet.hasWaiting()).isFalse();
        assertThat(channel.outboundMessages()).hasSize(1);
    }

    @Test
    void anAnswerThatCannotBeWrittenDoesNotKeepTheOutletFromBeingClosed() {
        // An acknowledgement of nothing.
        MqttMessage broken =
                new MqttMessage(new MqttFixedHeader(MqttMessageType.PUBACK, false, MqttQoS.AT_MOST_ONCE, false, 2));
        outlet.openRun();
        outlet.say(broken);
        assertThatThrownBy(outlet::closeRun).isInstanceOf(RuntimeException.class);
        outlet.closeRun();
        assertThat(outlet.hasWaiting()).isFalse();
    }
}
