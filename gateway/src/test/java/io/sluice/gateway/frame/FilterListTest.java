/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FilterListTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "4, 82 0f 0001 0003'a/#' 02 0004'+/°' 00, a/# 2 +/° 0",
        "5, 82 12 0001 02 0b05 0003'a/#' 2d 0004'+/°' 04, a/# 1 +/° 0",
        "5, 82 08 0001 00 0002'$x' 02, $x 2",
    })
    void theFiltersOfASubscribeComeInOrderWithTheirQos(int level, String script, String filters) throws Exception {
        Frame frame = Frames.read(Sender.DEVICE, level, script);
        List<String> found = new ArrayList<>();
        int end = 0;
        for (FilterList list = FilterList.of(frame, level); list.next(); ) {
            found.add(new String(list.filter(), UTF_8) + " " + list.qos());
            assertThat(end == 0 || list.start() == end).isTrue();
            end = list.end();
        }
        assertThat(String.join(" ", found)).isEqualTo(filters);
        assertThat(end).isEqualTo(frame.end());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "4, a2 0a 0001 0003'a/#' 0001'b', a/# b",
        "5, a2 12 0001 07 26 0001'k' 0001'v' 0003'a/#' 0001'b', a/# b",
    })
    void theFiltersOfAnUnsubscribeHaveNoOptions(int level, String script, String filters) throws Exception {
        List<String> found = new ArrayList<>();
        for (FilterList list = FilterList.of(Frames.read(Sender.DEVICE, level, script), level); list.next(); ) {
            found.add(new String(list.filter(), UTF_8));
        }
        assertThat(String.join(" ", found)).isEqualTo(filters);
    }
}
