/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.BanLimit;
import io.sluice.policy.LimitVerdicts;
import io.sluice.policy.Limits;
import io.sluice.policy.Rate;
import io.sluice.policy.Reason;
import io.sluice.policy.Verdict;
import io.sluice.policy.rule.Rule;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code limits}, the gateway's own. */
final class LimitsReader {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /** The largest packet that MQTT knows: five bytes of fixed header and 268,435,455 after it. */
    static final int LARGEST_PACKET = 268_435_460;

    /** The events of a source are remembered one by one. */
    private static final int MOST_EVENTS = 1000;

    private static final Duration LONGEST_BAN = Duration.ofDays(365);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Section section;

    private LimitsReader(Section section) {
        this.section = section;
    }

    static Limits read(Section section) {
        return new LimitsReader(section).read();
    }

    private Limits read() {
        int connections = section.integer("connections", 20_000, 1, 10_000_000);
        int perSource = section.integer("connections-per-source", 200, 1, 10_000_000);
        Rate connectRate = section.rate("connect-rate-per-source", Rate.perSecond(50));
        Duration connectTimeout =
                section.duration("connect-timeout", Duration.ofSeconds(5), Duration.ofMillis(100), DAY);
        int maxPacketSize = section.size("max-packet-size", 256 * KIB, 128, LARGEST_PACKET);
        int maxConnectSize = section.size("max-connect-size", 16 * KIB, 128, LARGEST_PACKET);
        Duration maxKeepAlive =
                section.duration("max-keep-alive", Duration.ofHours(1), SECOND, Duration.ofSeconds(65_535));
        int sessionBuffer = section.size("session-buffer", 256 * KIB, 4 * KIB, 1024 * MIB);
        int maxTopicAliases = section.integer("max-topic-aliases", 256, 0, 65_535);
        int maxInFlight = section.integer("max-in-flight", 65_535, 1, 65_535);
        Duration drainTimeout = section.duration("drain-timeout", Duration.ofSeconds(10), Duration.ZERO, DAY);
        Optional<BanLimit> ban = section.optionalSection("ban").map(LimitsReader::ban);
        section.end();
        LimitVerdicts verdicts = LimitVerdicts.of(
                rule("connections", connections),
                rule("connections-per-source", perSource),
                rule("connect-rate-per-source", connectRate),
                rule("max-packet-size", Quantity.sizeText(maxPacketSize)),
                rule("max-connect-size", Quantity.sizeText(maxConnectSize)),
                rule("max-keep-alive", Quantity.durationText(maxKeepAlive)));
        return new Limits(
                connections,
                perSource,
                connectRate,
                connectTimeout,
                maxPacketSize,
                maxConnectSize,
                maxKeepAlive,
                sessionBuffer,
                maxTopicAliases,
                maxInFlight,
                drainTimeout,
                ban,
                verdicts);
    }

    private static BanLimit ban(Section section) {
        int after = section.integer("after", 10, 1, MOST_EVENTS);
        int cyclesAfter = section.integerOrUnlimited("cycles-after", after, 1, MOST_EVENTS);
        Duration within = section.duration("within", Duration.ofMinutes(1), SECOND, DAY);
        Duration length = section.duration("for", Duration.ofMinutes(10), SECOND, LONGEST_BAN);
        section.end();
        Rule rule = new Rule(
                "limits: ban after " + after + " within " + Quantity.durationText(within) + " for "
                        + Quantity.durationText(length),
                section.origin());
        return new BanLimit(after, cyclesAfter, within, length, new Verdict.Refuse(Reason.BANNED, rule));
    }

    private Rule rule(String key, Object value) {
        String origin = section.has(key) ? "" : " (default)";
        return new Rule("limits: " + key + " " + value + origin, section.origin(key));
    }
}
