/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicMatcherPropertyTest {
    private static final List<String> LITERALS = List.of("a", "b", "", "$SYS", "ab", "$");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void matchesAsTheSpecificationSays() {
        for (int i = 0; i < 30_000; i++) {
            String[] filters = filters();
            String topic = topic();
            int expected = first(filters, filter -> NaiveTopics.matches(filter, topic));
            assertThat(Compiled.rules(filters).match(topic))
                    .as("%s against %s, seed %d", topic, List.of(filters), seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void coversAsTheContractSays() {
        for (int i = 0; i < 30_000; i++) {
            String[] filters = filters();
            String requested = filter();
            int expected = first(filters, filter -> NaiveTopics.covers(filter, requested));
            assertThat(Compiled.rules(filters).cover(requested))
                    .as("%s against %s, seed %d", requested, List.of(filters), seed)
                    .isEqualTo(expected);
        }
    }

    @Test
    void whatACoveredFilterMatchesTheRuleMatchesToo() {
        int covered = 0;
        for (int i = 0; i < 60_000; i++) {
            String rule = filter();
            String requested = filter();
            Compiled rules = Compiled.rules(rule);
            if (rules.cover(requested) < 0) {
                continue;
            }
            covered++;
            for (int j = 0; j < 20; j++) {
                String topic = topic();
                if (NaiveTopics.matches(requested, topic)) {
                    assertThat(rules.match(topic))
                            .as("%s covers %s but not %s, seed %d", rule, requested, topic, seed)
                            .isZero();
                }
            }
        }
        assertThat(covered).as("seed %d", seed).isGreaterThan(1_000);
    }

    @Test
    void whatATopicMatchesCoversItAsAFilterToo() {
        for (int i = 0; i < 30_000; i++) {
            Compiled rules = Compiled.rules(filters());
            String topic = topic();
            assertThat(rules.cover(topic)).as("%s, seed %d", topic, seed).isEqualTo(rules.match(topic));
        }
    }

    private interface Question {
        boolean holds(String filter);
    }

    private static int first(String[] filters, Question test) {
        return IntStream.range(0, filters.length)
                .filter(i -> test.holds(filters[i]))
                .findFirst()
                .orElse(-1);
    }

    private String[] filters() {
        return IntStream.range(0, 1 + random.nextInt(6)).mapToObj(i -> filter()).toArray(String[]::new);
    }

    private String filter() {
        int levels = 1 + random.nextInt(4);
        StringBuilder filter = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            filter.append(i == 0 ? "" : "/").append(random.nextInt(3) == 0 ? "+" : literal());
        }
        if (random.nextInt(3) == 0) {
            return random.nextInt(8) == 0 ? "#" : filter + "/#";
        }
        return filter.isEmpty() ? "a" : filter.toString();
    }

    private String topic() {
        int levels = 1 + random.nextInt(5);
        StringBuilder topic = new StringBuilder();
        for (int i = 0; i < levels; i++) {
            topic.append(i == 0 ? "" : "/").append(literal());
        }
        return topic.isEmpty() ? "a" : topic.toString();
    }

    private String literal() {
        return LITERALS.get(random.nextInt(LITERALS.size()));
    }
}
