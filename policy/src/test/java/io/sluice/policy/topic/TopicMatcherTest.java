/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

import static io.sluice.policy.topic.Compiled.rules;
import static io.sluice.policy.topic.Compiled.rulesFor;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicMatcherTest {

    @Test
    void aLiteralMatchesItselfAlone() {
        Compiled rules = rules("sensors/a/temp");
        assertThat(rules.match("sensors/a/temp")).isZero();
        assertThat(rules.match("sensors/a")).isEqualTo(-1);
        assertThat(rules.match("sensors/a/temp/")).isEqualTo(-1);
        assertThat(rules.match("Sensors/a/temp")).isEqualTo(-1);
    }

    @Test
    void hashMatchesItsParentLevelToo() {
        Compiled rules = rules("sport/tennis/#");
        assertThat(rules.match("sport/tennis")).isZero();
        assertThat(rules.match("sport/tennis/")).isZero();
        assertThat(rules.match("sport/tennis/a/b")).isZero();
        assertThat(rules.match("sport/tenniss")).isEqualTo(-1);
        assertThat(rules.match("sport")).isEqualTo(-1);
    }

    @Test
    void plusMatchesOneLevelEvenAnEmptyOne() {
        assertThat(rules("sport/+").match("sport/")).isZero();
        assertThat(rules("sport/+").match("sport")).isEqualTo(-1);
        assertThat(rules("+/+").match("/finance")).isZero();
        assertThat(rules("/+").match("/finance")).isZero();
        assertThat(rules("+").match("/finance")).isEqualTo(-1);
    }

    @Test
    void wildcardsAtTheFirstLevelLeaveDollarTopicsAlone() {
        assertThat(rules("#", "+/monitor/x", "+/#").match("$SYS/monitor/x")).isEqualTo(-1);
        assertThat(rules("#", "+/#").cover("$SYS/#")).isEqualTo(-1);
        assertThat(rules("#").cover("$CONTROL/dynamic-security/v1")).isEqualTo(-1);
        assertThat(rules("$SYS/#").match("$SYS/monitor/x")).isZero();
        assertThat(rules("a/#").match("a/$SYS")).isZero();
    }

    @Test
    void theFirstRuleOfAllThatMatchIsNamed() {
        assertThat(rules("+/b", "a/+", "a/b", "#").match("a/b")).isZero();
        assertThat(rules("#", "a/b").match("a/b")).isZero();
        assertThat(rules("x", "a/b", "a/#", "a/+").match("a/b")).isEqualTo(1);
        assertThat(rules("a/b", "a/b").match("a/b")).isZero();
    }

    @Test
    void coveringIsLevelByLevel() {
        assertThat(rules("a/#").cover("a/#")).isZero();
        assertThat(rules("a/#").cover("a")).isZero();
        assertThat(rules("a/#").cover("a/+/c")).isZero();
        assertThat(rules("a/+").cover("a/b")).isZero();
        assertThat(rules("a/+").cover("a/+")).isZero();
        assertThat(rules("a/+").cover("a/#")).isEqualTo(-1);
        assertThat(rules("a/b").cover("a/+")).isEqualTo(-1);
        assertThat(rules("a/b").cover("a/#")).isEqualTo(-1);
        assertThat(rules("#").cover("#")).isZero();
        assertThat(rules("+/#").cover("#")).isEqualTo(-1);
    }

    @Test
    void aPlaceholderMatchesTheSessionsOwnValue() {
        PlaceholderValues me = new PlaceholderValues("7", "ann", "device-7", "10.0.0.7");
        Compiled rules = rulesFor(me, "s/%c", "s/sensor-%c-%u/#", "s/%n", "s/%i", "s/100%%");
        assertThat(rules.match("s/7")).isZero();
        assertThat(rules.match("s/sensor-7-ann/x")).isEqualTo(1);
        assertThat(rules.match("s/device-7")).isEqualTo(2);
        assertThat(rules.match("s/10.0.0.7")).isEqualTo(3);
        assertThat(rules.match("s/100%")).isEqualTo(4);
        assertThat(rules.match("s/8")).isEqualTo(-1);
        assertThat(rules.cover("s/+")).isEqualTo(-1);
        assertThat(rules.cover("s/7")).isZero();
    }

    @Test
    void aValueThatCouldWidenARuleMatchesNothing() {
        for (String value : new String[] {"", "+", "#", "a/b", "a\0", "a+", "\ud800"}) {
            Compiled rules = rulesFor(new PlaceholderValues(value, "", "", ""), "s/%c/t", "s/x%c/t");
            for (String topic :
                    new String[] {"s//t", "s/+/t", "s/#/t", "s/a/b/t", "s/a/t", "s/a+/t", "s/?/t", "s/x/t"}) {
                assertThat(rules.match(topic)).as("%s with %s", topic, value).isEqualTo(-1);
                assertThat(rules.cover(topic)).as("%s with %s", topic, value).isEqualTo(-1);
            }
        }
    }

    @Test
    void aValueDoesNotOpenADollarTopic() {
        PlaceholderValues sys = new PlaceholderValues("$SYS", "SYS", "", "");
        assertThat(rulesFor(sys, "%c/#").match("$SYS/x")).isEqualTo(-1);
        assertThat(rulesFor(sys, "%c/#").cover("$SYS/#")).isEqualTo(-1);
        assertThat(rulesFor(sys, "a/%c").match("a/$SYS")).isZero();
        assertThat(rulesFor(sys, "$%u/#").match("$SYS/x")).isZero();
        // The same template at both places keeps its two meanings.
        assertThat(rulesFor(sys, "%c/%c", "a/%c").match("$SYS/$SYS")).isEqualTo(-1);
        assertThat(rulesFor(sys, "%c/%c", "a/%c").match("a/$SYS")).isEqualTo(1);
    }

    @Test
    void aPercentSignInAValueIsNotReadAgain() {
        PlaceholderValues sly = new PlaceholderValues("%u", "victim", "", "");
        assertThat(rulesFor(sly, "s/%c").match("s/victim")).isEqualTo(-1);
        assertThat(rulesFor(sly, "s/%c").match("s/%u")).isZero();
    }

    @Test
    void aLookUpAmongTenThousandRulesTouchesAHandfulOfSlots() {
        Compiled rules = rules(IntStream.range(0, 10_000)
                .mapToObj(i -> "sensors/device-" + i + "/#")
                .toArray(String[]::new));
        byte[] sensors = {'s', 'e', 'n', 's', 'o', 'r', 's'};
        Node devices =
                rules.matcher().root().literal(sensors, 0, sensors.length, LevelHash.of(sensors, 0, sensors.length));
        assertThat(devices).isNotNull();
        assertThat(devices.longestProbe()).isLessThan(64);
        assertThat(rules.match("sensors/device-9999/t")).isEqualTo(9_999);
        assertThat(rules.match("sensors/device-10000/t")).isEqualTo(-1);
    }

    @Test
    void aLongTopicDoesNotDeepenTheWalk() {
        String deep = "/".repeat(65_534);
        assertThat(rules("+/+/#").match(deep)).isZero();
        assertThat(rules("+/+/+").match(deep)).isEqualTo(-1);
    }
}
