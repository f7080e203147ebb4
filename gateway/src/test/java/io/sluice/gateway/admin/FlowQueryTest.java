/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.flow.FlowRecord;
import io.sluice.policy.Reason;
import io.sluice.policy.Verdict;
import io.sluice.policy.rule.Origin;
import io.sluice.policy.rule.Rule;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlowQueryTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private static FlowRecord flow(int age, String source, String id, long bytes, long messages, int denials) {
        Flow flow = new Flow(
                START.minusSeconds(age),
                "lan",
                new InetSocketAddress(source, 50_000),
                new InetSocketAddress("10.0.0.1", 1883));
        if (!id.isEmpty()) {
            flow.client(new Flow.Client("5", id, Optional.empty(), 60, true));
            flow.className(id.startsWith("sensor") ? "sensors" : "lamps");
        }
        flow.counters().bytesFromDevice = bytes;
        flow.counters().publishesFromDevice = messages;
        for (int i = 0; i < denials; i++) {
            flow.counters().count(new Verdict.Drop(Reason.TOPIC_DENIED, new Rule("r", new Origin("f", 1))));
        }
        return flow.peek(START);
    }

    private static List<String> ask(String query) {
        return FlowQuery.of(new QueryStringDecoder("/flows?" + query).parameters())
                .select(Stream.of(
                        flow(30, "10.0.0.7", "sensor-1", 10, 3, 0),
                        flow(20, "10.0.0.8", "lamp-1", 30, 1, 1),
                        flow(10, "fd00::7", "sensor-2", 20, 2, 5),
                        flow(5, "10.9.0.1", "", 0, 0, 0)))
                .stream()
                .map(flow -> flow.client().map(Flow.Client::clientId).orElse("-"))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "'', sensor-1 lamp-1 sensor-2 -",
        "sort=bytes, lamp-1 sensor-2 sensor-1 -",
        "sort=messages, sensor-1 sensor-2 lamp-1 -",
        "sort=denials&limit=2, sensor-2 lamp-1",
        "source=10.0.0.0/24, sensor-1 lamp-1",
        "source=10.0.0.8, lamp-1",
        "source=fd00::/8, sensor-2",
        "source=::/0, sensor-2",
        "class=sensors, sensor-1 sensor-2",
        "class=, -",
        "client-id=sensor-*, sensor-1 sensor-2",
        "client-id=lamp-1&source=10.0.0.8, lamp-1",
        "limit=1, sensor-1"
    })
    void sessionsAreFilteredAndOrdered(String query, String wanted) {
        assertThat(String.join(" ", ask(query))).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sort=colour",
                "source=lan",
                "source=10.0.0.7/24",
                "limit=-1",
                "limit=4294967295",
                "limit=x",
                "soucre=10.0.0.7",
                "format=xml",
                "sort=bytes&sort=messages"
            })
    void whatIsWrongIsSaid(String query) {
        assertThatIllegalArgumentException().isThrownBy(() -> ask(query));
    }

    @Test
    void theTableIsFitForATerminal() {
        String hostile = "a\u202eb\u200b" + "x".repeat(100);
        String table = FlowTable.of(List.of(flow(90_000, "10.0.0.7", hostile, 5_000_000, 3, 2)));
        assertThat(table.lines()).hasSize(2);
        assertThat(table.lines().toList().get(0)).startsWith("SOURCE").endsWith("DENIED");
        assertThat(table.lines().toList().get(1))
                .startsWith("10.0.0.7:50000  a?b?xxxx")
                .contains("… ", " lamps ", " 25h ", " 4.8 MiB ", " 0 B ")
                .endsWith(" 2");
    }
}
