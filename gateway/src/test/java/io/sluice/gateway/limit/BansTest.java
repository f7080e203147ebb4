/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.sluice.policy.Limits;
import io.sluice.policy.Reason;
import io.sluice.policy.config.NamedFiles;
import io.sluice.policy.config.PolicyReader;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BansTest {
    private static final Duration SHORT = Duration.ofSeconds(1);

    private long now = Long.MAX_VALUE - Duration.ofMinutes(2).toNanos();
    private final Bans bans = new Bans(limits("ban { after = 3, within = 1min, for = 10min }"), () -> now);

    private static Limits limits(String text) {
        Problems problems = new Problems();
        Section sluice = Section.root(
                ConfigFactory.parseString("limits { " + text + " }").root(), "sluice", problems);
        return PolicyReader.read(sluice, Set.of("lan"), NamedFiles.NONE, problems)
                .orElseThrow()
                .limits();
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }

    private void seconds(long seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    private boolean isBanned(String source) throws Exception {
        return bans.refusal(address(source)).isPresent();
    }

    private boolean refuse(String source) throws Exception {
        return bans.refused(address(source)).isPresent();
    }

    @Test
    void asManyRefusalsAsSaidWithinTheWindowBanTheirSourceAlone() throws Exception {
        assertThat(refuse("10.0.0.1")).isFalse();
        assertThat(refuse("10.0.0.1")).isFalse();
        assertThat(refuse("10.0.0.2")).isFalse();
        assertThat(isBanned("10.0.0.1")).isFalse();
        assertThat(refuse("10.0.0.1")).isTrue();
        assertThat(bans.refusal(address("10.0.0.1"))).hasValueSatisfying(verdict -> {
            assertThat(verdict.reason()).isEqualTo(Reason.BANNED);
            assertThat(verdict.rule().text()).isEqualTo("limits: ban after 3 within 1min for 10min");
        });
        assertThat(isBanned("10.0.0.2")).isFalse();
        assertThat(bans.inForce())
                .containsExactly(new Ban("10.0.0.1", "3 refused CONNECTs within 60 s", Duration.ofMinutes(10)));
    }

    @Test
    void theWindowSlides() throws Exception {
        refuse("10.0.0.1");
        seconds(40);
        refuse("10.0.0.1");
        seconds(21);
        assertThat(refuse("10.0.0.1")).isFalse();
        seconds(30);
        assertThat(refuse("10.0.0.1")).isTrue();
    }

    @Test
    void aBanEndsWhenItsTimeIsUpAndStartsFromNothingThen() throws Exception {
        refuse("10.0.0.1");
        refuse("10.0.0.1");
        refuse("10.0.0.1");
        seconds(599);
        assertThat(isBanned("10.0.0.1")).isTrue();
        seconds(1);
        assertThat(isBanned("10.0.0.1")).isFalse();
        assertThat(refuse("10.0.0.1")).isFalse();
        assertThat(bans.total()).isEqualTo(1);
    }

    @Test
    void connectionsThatComeAndGoCountOnTheirOwn() throws Exception {
        InetAddress source = address("10.0.0.1");
        bans.refused(source);
        bans.refused(source);
        assertThat(bans.cameAndWent(source, SHORT)).isEmpty();
        assertThat(bans.cameAndWent(source, SHORT)).isEmpty();
        assertThat(bans.cameAndWent(source, Duration.ofMinutes(1))).isEmpty();
        assertThat(bans.cameAndWent(source, SHORT)).hasValueSatisfying(ban -> assertThat(ban.cause())
                .isEqualTo("3 connections that came and went within 60 s"));
    }

    @Test
    void comingAndGoingCanBeLeftUncounted() throws Exception {
        bans.limits(limits("ban { after = 1, cycles-after = unlimited }"));
        InetAddress source = address("10.0.0.1");
        assertThat(bans.cameAndWent(source, SHORT)).isEmpty();
        assertThat(bans.cameAndWent(source, SHORT)).isEmpty();
        assertThat(bans.refused(source)).isPresent();
    }

    @Test
    void anIpv6HostIsBannedWithItsWholeRange() throws Exception {
        refuse("2001:db8:0:7::1");
        refuse("2001:db8:0:7::2");
        refuse("2001:db8:0:7::3");
        assertThat(isBanned("2001:db8:0:7:8::9")).isTrue();
        assertThat(isBanned("2001:db8:0:8::1")).isFalse();
        assertThat(bans.inForce()).extracting(Ban::source).containsExactly("2001:db8:0:7::/64");
    }

    @Test
    void bansCanBeLifted() throws Exception {
        for (int i = 0; i < 3; i++) {
            refuse("10.0.0.1");
            refuse("10.0.0.2");
        }
        assertThat(bans.lift(address("10.0.0.3"))).isFalse();
        assertThat(bans.lift(address("10.0.0.1"))).isTrue();
        assertThat(isBanned("10.0.0.1")).isFalse();
        assertThat(bans.liftAll()).isEqualTo(1);
        assertThat(bans.count()).isZero();
    }

    @Test
    void withoutALimitNobodyIsBanned() throws Exception {
        refuse("10.0.0.1");
        refuse("10.0.0.1");
        refuse("10.0.0.1");
        bans.limits(limits(""));
        assertThat(isBanned("10.0.0.1")).isFalse();
        assertThat(bans.count()).isZero();
        for (int i = 0; i < 20; i++) {
            assertThat(refuse("10.0.0.1")).isFalse();
        }
    }

    @Test
    void theTableStaysBoundedWhateverSourcesTry() throws Exception {
        bans.limits(limits("ban { after = 1000, cycles-after = 1000 }"));
        for (int i = 0; i < 3_000; i++) {
            refuse("10.0." + (i >> 8) + "." + (i & 0xff));
        }
        // A thousand times eight bytes, twice, of each source.
        assertThat(bans.remembered()).isEqualTo((1 << 21) / 2_000);
        bans.limits(limits("ban { after = 1 }"));
        for (int i = 0; i < Bans.MOST_BANS + 100; i++) {
            bans.refused(InetAddress.getByAddress(new byte[] {11, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
        }
        assertThat(bans.count()).isEqualTo(Bans.MOST_BANS);
        assertThat(isBanned("11.0.0.0")).isFalse();
        assertThat(isBanned("11.1.0.1")).isTrue();
    }
}
