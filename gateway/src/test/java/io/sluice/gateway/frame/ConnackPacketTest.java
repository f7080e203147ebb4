/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnackPacketTest {
    private static ConnackPacket read(int level, String script) throws MalformedPacket {
        return ConnackPacket.read(Frames.read(Sender.BROKER, level, script), level);
    }

    @Test
    void whatABrokerLeavesOutHasItsDefault() throws Exception {
        assertThat(read(4, "20 02 01 00")).isEqualTo(new ConnackPacket(true, 0, 65_535, Integer.MAX_VALUE, 0, -1));
        assertThat(read(3, "20 02 00 05")).isEqualTo(new ConnackPacket(false, 5, 65_535, Integer.MAX_VALUE, 0, -1));
        assertThat(read(5, "20 03 00 87 00"))
                .isEqualTo(new ConnackPacket(false, 0x87, 65_535, Integer.MAX_VALUE, 0, -1));
    }

    @Test
    void whatABrokerSaysIsRead() throws Exception {
        assertThat(read(5, "20 11 01 00 0e 21 0014 27 00001000 22 000a 13 001e"))
                .isEqualTo(new ConnackPacket(true, 0, 20, 4096, 10, 30));
    }

    @Test
    void aPacketSizeBeyondOurNumbersIsNoLimit() throws Exception {
        assertThat(read(5, "20 08 00 00 05 27 00000040").maximumPacketSize()).isEqualTo(64);
        assertThat(read(5, "20 08 00 00 05 27 ffffffff").maximumPacketSize()).isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "4, 20 02 02 00", // reserved flag
        "4, 20 02 00 06", // no such return code
        "4, 20 02 01 05", // session present in a refusal
        "5, 20 03 01 87 00",
        "5, 20 03 00 01 00", // no such reason code
        "5, 20 03 00 8b 00",
        "4, 20 03 00 00 00", // trailing
        "5, 20 02 00 00", // no property length
        "5, 20 04 00 00 00 00", // trailing
        "5, 20 05 00 00 02 2402", // maximum QoS is 0, 1 or absent
        "5, 20 05 00 00 02 2502",
        "5, 20 07 00 00 04 2501 2501", // twice
        "5, 20 06 00 00 03 21 0000",
        "5, 20 06 00 00 03 23 0001", // property of a PUBLISH
        "5, 20 05 00 00 02 1701", // property of a CONNECT
    })
    void whatIsNoConnackIsRefused(int level, String script) {
        assertThatExceptionOfType(MalformedPacket.class).isThrownBy(() -> read(level, script));
    }
}
