/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

    @ParameterizedTest
    @CsvSource({
        "sensor-*, sensor-7, true",
        "sensor-*, sensor-, true",
        "sensor-*, Sensor-7, false",
        "*, '', true",
        "'', '', true",
        "'', a, false",
        "?, '', false",
        "?, 😀, true",
        "??, 😀, false",
        "a.c, abc, false",
        "*.example, gate.example, true",
        "*.example, gate.example.org, false",
        "a*b*c, a-b-b-c, true",
        "a*b*c, a-c-b, false",
        "[ab], a, false"
    })
    void aPatternStandsForTheWholeText(String pattern, String text, boolean matches) {
        assertThat(new Glob(pattern).matches(text)).isEqualTo(matches);
    }

    @Test
    void agreesWithTheDefinition() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            String pattern = text(random, "ab*?");
            String text = text(random, "ab");
            assertThat(new Glob(pattern).matches(text))
                    .as("%s on %s, seed %d", pattern, text, seed)
                    .isEqualTo(naive(pattern, text));
        }
    }

    @Test
    void aHostileTextCostsNoMoreThanItsLengthTimesThePattern() {
        // 30 runs over 60,000 characters: exponential backtracking would not come back.
        assertThat(new Glob("*a".repeat(30) + "b").matches("a".repeat(60_000))).isFalse();
    }

    private static String text(Random random, String alphabet) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static boolean naive(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        if (pattern.charAt(0) == '*') {
            return naive(pattern.substring(1), text) || (!text.isEmpty() && naive(pattern, text.substring(1)));
        }
        return !text.isEmpty()
                && (pattern.charAt(0) == '?' || pattern.charAt(0) == text.charAt(0))
                && naive(pattern.substring(1), text.substring(1));
    }
}
