/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sluice.policy.Limits;
import io.sluice.policy.Reason;
import io.sluice.policy.Verdict;
import io.sluice.policy.config.NamedFiles;
import io.sluice.policy.config.PolicyReader;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;
import java.net.InetAddress;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {
    private static final int ROOM = 1_000_000;

    private static Limits limits(String text) {
        Problems problems = new Problems();
        Section sluice = Section.root(
                ConfigFactory.parseString("limits { " + text + " }").root(), "sluice", problems);
        return PolicyReader.read(sluice, Set.of("lan"), NamedFiles.NONE, problems)
                .orElseThrow()
                .limits();
    }

    private static InetAddress source(int i) throws Exception {
        return InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i});
    }

    @Test
    void eachLimitRefusesWithItsOwnReason() throws Exception {
        ConnectionLimits all = new ConnectionLimits(limits("connections = 1"), ROOM);
        assertThat(all.admit(source(1))).isInstanceOf(Verdict.Allow.class);
        assertThat(all.admit(source(2)).reason()).isEqualTo(Reason.CONNECTIONS);
        ConnectionLimits perSource = new ConnectionLimits(limits("connections-per-source = 1"), ROOM);
        perSource.admit(source(1));
        assertThat(perSource.admit(source(1)).reason()).isEqualTo(Reason.CONNECTIONS_PER_SOURCE);
        assertThat(perSource.admit(source(2))).isInstanceOf(Verdict.Allow.class);
        ConnectionLimits rate = new ConnectionLimits(limits("connect-rate-per-source = \"2/h\""), ROOM);
        rate.admit(source(1));
        rate.admit(source(1));
        assertThat(rate.admit(source(1)).reason()).isEqualTo(Reason.CONNECT_RATE);
    }

    @Test
    void closingMakesRoomButDoesNotRefillTheRate() throws Exception {
        ConnectionLimits limits =
                new ConnectionLimits(limits("connections-per-source = 1, connect-rate-per-source = \"2/h\""), ROOM);
        limits.admit(source(1));
        limits.release(source(1));
        assertThat(limits.admit(source(1))).isInstanceOf(Verdict.Allow.class);
        limits.release(source(1));
        limits.sweep();
        assertThat(limits.open()).isZero();
        assertThat(limits.admit(source(1)).reason()).isEqualTo(Reason.CONNECT_RATE);
    }

    @Test
    void noMoreConnectionsAreLetInThanThereIsMemoryFor() throws Exception {
        ConnectionLimits limits = new ConnectionLimits(limits("connections = 100"), 2);
        assertThat(limits.admit(source(1))).isInstanceOf(Verdict.Allow.class);
        assertThat(limits.admit(source(2))).isInstanceOf(Verdict.Allow.class);
        assertThat(limits.admit(source(3)).reason()).isEqualTo(Reason.CONNECTIONS);
        limits.release(source(1));
        assertThat(limits.admit(source(3))).isInstanceOf(Verdict.Allow.class);
    }

    @Test
    void theTableStaysBoundedWhateverSourcesTry() throws Exception {
        ConnectionLimits limits = new ConnectionLimits(limits("connect-rate-per-source = \"1/h\""), ROOM);
        for (int i = 0; i < ConnectionLimits.MAX_IDLE_SOURCES + 1_000; i++) {
            limits.admit(source(i));
            limits.release(source(i));
        }
        assertThat(limits.idle()).isEqualTo(ConnectionLimits.MAX_IDLE_SOURCES);
    }
}
