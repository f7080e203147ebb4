/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MessageWriterTest {
    private final MessageWriter writer = new MessageWriter(32, 7);

    private String finished(int sequence) {
        return HexFormat.of().formatHex(writer.finish(Instant.ofEpochSecond(0xfedcba98L), sequence));
    }

    @Test
    void recordsOfAKindShareASet() {
        assertThat(writer.add(256, new byte[] {1, 2})).isTrue();
        assertThat(writer.add(256, new byte[] {3})).isTrue();
        assertThat(writer.add(257, new byte[] {4})).isTrue();
        assertThat(finished(-1))
                .isEqualTo("000a" + "001c" + "fedcba98" + "ffffffff" + "00000007" + "0100" + "0007" + "010203" + "0101"
                        + "0005" + "04");
    }

    @Test
    void whatDoesNotFitIsLeftForTheNextMessage() {
        assertThat(writer.isEmpty()).isTrue();
        assertThat(writer.add(256, new byte[12])).isTrue();
        assertThat(writer.add(256, new byte[1])).isFalse();
        assertThat(finished(0)).startsWith("000a0020");
        assertThat(writer.isEmpty()).isTrue();
        assertThat(writer.add(256, new byte[13])).isFalse();
        assertThat(writer.add(256, new byte[1])).isTrue();
        assertThat(finished(1)).endsWith("0100" + "0005" + "00");
    }
}
