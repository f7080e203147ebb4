/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SharedFilterTest {

    @ParameterizedTest
    @CsvSource({"a/b,0", "$SYS/x,0", "$shared/g/a,0", "$Share/g/a,0", "$share/g/a,9", "$share/group//a,13", "$sha,0"})
    void theFilterProperIsFound(String text, int prefix) {
        assertThat(prefix(text)).isEqualTo(prefix);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$share",
                "$share/",
                "$share/g",
                "$share/g/",
                "$share//a",
                "$share/+/a",
                "$share/g#/a",
                "$share/g/$share/h/a",
                "$share/g/$share"
            })
    void whatBrokersReadDifferentlyIsInvalid(String text) {
        assertThat(prefix(text)).isEqualTo(SharedFilter.INVALID);
    }

    private static int prefix(String text) {
        byte[] bytes = ("/" + text + "/").getBytes(StandardCharsets.UTF_8);
        return SharedFilter.prefix(bytes, 1, bytes.length - 2);
    }
}
