/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireUtf8Test {
    private static boolean isString(byte... bytes) {
        return WireUtf8.isString(bytes, 0, bytes.length);
    }

    private static boolean isFilter(String filter) {
        byte[] bytes = filter.getBytes(StandardCharsets.UTF_8);
        return WireUtf8.isTopicFilter(bytes, 0, bytes.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "01",
                "1f",
                "7f",
                "c280",
                "c29f", // control characters
                "c080",
                "c1bf",
                "e08080",
                "e09fbf",
                "f0808080",
                "f08fbfbf", // overlong
                "eda080",
                "edbfbf", // surrogates
                "efb790",
                "efb7af",
                "efbfbe",
                "efbfbf",
                "f09fbfbe",
                "f48fbfbf", // non-characters
                "f4908080",
                "f5808080",
                "ff",
                "fe", // above U+10FFFF
                "80",
                "bf",
                "c3",
                "e282",
                "f09f98",
                "c328",
                "e28228" // broken sequences
            })
    void whatBrokersReadDifferentlyIsNoString(String hex) {
        byte[] bad = HexFormat.of().parseHex(hex);
        assertThat(isString(bad)).isFalse();
        byte[] inside = HexFormat.of().parseHex("6161" + hex + "6161");
        assertThat(isString(inside)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "sensors/kitchen", "Küche/°C", "温度/一", "😀", "\u00a0", "\ufffd", "\ue000"})
    void whatEverybodyReadsAlikeIs(String text) {
        assertThat(isString(text.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    @Test
    void agreesWithTheJdkOnWhatIsUtf8AtAll() {
        Random random = new Random(42);
        for (int i = 0; i < 200_000; i++) {
            byte[] bytes = new byte[1 + random.nextInt(5)];
            random.nextBytes(bytes);
            if (random.nextBoolean()) {
                bytes[0] = (byte) (0xc0 | random.nextInt(0x40));
            }
            assertThat(isString(bytes)).as(HexFormat.of().formatHex(bytes)).isEqualTo(isStringByTheJdk(bytes));
        }
    }

    private static boolean isStringByTheJdk(byte[] bytes) {
        try {
            CharBuffer text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return text.codePoints()
                    .noneMatch(c -> c < 0x20
                            || (c >= 0x7f && c < 0xa0)
                            || (c >= 0xfdd0 && c <= 0xfdef)
                            || (c & 0xffff) >= 0xfffe);
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    @Test
    void topicNamesHoldNoWildcards() {
        byte[] plus = "a/+".getBytes(StandardCharsets.UTF_8);
        byte[] hash = "a#".getBytes(StandardCharsets.UTF_8);
        assertThat(WireUtf8.isTopicName(plus, 0, 3)).isFalse();
        assertThat(WireUtf8.isTopicName(plus, 0, 2)).isTrue();
        assertThat(WireUtf8.isTopicName(hash, 0, 2)).isFalse();
        assertThat(WireUtf8.isDeliveredTopicName(hash, 0, 2)).isFalse();
    }

    @Test
    void aBackslashIsForBrokersToSay() {
        byte[] topic = "a.b/\\/c".getBytes(StandardCharsets.UTF_8);
        assertThat(WireUtf8.isTopicName(topic, 0, topic.length)).isFalse();
        assertThat(WireUtf8.isDeliveredTopicName(topic, 0, topic.length)).isTrue();
        assertThat(isString(topic)).isTrue();
        assertThat(isFilter("a\\b")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "+", "a/#", "+/+", "+/a/#", "/", "//", "a//b", "$share/g/+", "/+"})
    void filtersWithWildcardsInTheirPlaces(String filter) {
        assertThat(isFilter(filter)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a#", "#/a", "a+", "+a", "a/+b/c", "##", "++", "#/", "a/#/b"})
    void filtersWithWildcardsElsewhere(String filter) {
        assertThat(isFilter(filter)).isFalse();
    }
}
