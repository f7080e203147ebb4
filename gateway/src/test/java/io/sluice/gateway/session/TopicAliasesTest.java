/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.ReasonCode;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class TopicAliasesTest {
    private final TopicAliases aliases = new TopicAliases(300, 1_000);

    private void set(int alias, String topic) throws MalformedPacket {
        byte[] scratch = (topic + "what an earlier packet left").getBytes(UTF_8);
        aliases.set(alias, scratch, topic.getBytes(UTF_8).length);
    }

    private String topic(int alias) throws MalformedPacket {
        return new String(aliases.topic(alias), UTF_8);
    }

    private static void assertRefused(ThrowingCallable call, int reasonCode) {
        assertThatExceptionOfType(MalformedPacket.class)
                .isThrownBy(call)
                .matches(malformed -> malformed.reasonCode() == reasonCode);
    }

    @Test
    void theHighestAliasIsGoodAndTheNextIsNot() throws Exception {
        aliases.check(300);
        set(300, "a");
        assertThat(topic(300)).isEqualTo("a");
        assertRefused(() -> aliases.check(301), ReasonCode.TOPIC_ALIAS_INVALID);
    }

    @Test
    void whereNoneAreAllowedTheFirstIsTooHigh() {
        assertRefused(() -> new TopicAliases(0, 1_000).check(1), ReasonCode.TOPIC_ALIAS_INVALID);
    }

    @Test
    void anAliasThatWasNeverDefinedMeansNothing() throws Exception {
        assertRefused(() -> aliases.topic(1), ReasonCode.PROTOCOL_ERROR);
        set(9, "a");
        assertRefused(() -> aliases.topic(8), ReasonCode.PROTOCOL_ERROR);
        assertRefused(() -> aliases.topic(300), ReasonCode.PROTOCOL_ERROR);
    }

    @Test
    void anAliasIsTaughtUntilItMeansSomethingElse() throws Exception {
        set(1, "a");
        assertThat(aliases.isTaught(1)).isFalse();
        aliases.teach(1);
        set(1, "a");
        assertThat(aliases.isTaught(1)).isTrue();
        set(1, "ab");
        assertThat(aliases.isTaught(1)).isFalse();
        set(1, "a");
        assertThat(aliases.isTaught(1)).isFalse();
    }

    @Test
    void theTopicsTogetherStayBounded() throws Exception {
        set(1, "x".repeat(476));
        set(2, "y".repeat(476));
        set(1, "z".repeat(476));
        assertRefused(() -> set(3, "a"), ReasonCode.QUOTA_EXCEEDED);
    }

    @Test
    void manySmallTopicsCostMoreThanTheirBytes() throws Exception {
        for (int alias = 1; alias <= 40; alias++) {
            set(alias, "a");
        }
        assertRefused(() -> set(41, "a"), ReasonCode.QUOTA_EXCEEDED);
    }

    /** Whatever is withheld, a receiver that believes what it was taught understands what the sender means. */
    @RepeatedTest(20)
    void neitherSideEverSeesAnAliasThatItWasNotTaught() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        TopicAliases tried = new TopicAliases(20, 100_000);
        String[] sender = new String[21];
        String[] receiver = new String[21];
        for (int i = 0; i < 2_000; i++) {
            int alias = 1 + random.nextInt(20);
            boolean byAlias = sender[alias] != null && random.nextBoolean();
            if (!byAlias) {
                sender[alias] = "topic/" + random.nextInt(5);
                tried.set(alias, sender[alias].getBytes(UTF_8), sender[alias].length());
            }
            assertThat(new String(tried.topic(alias), UTF_8))
                    .as("seed %d", seed)
                    .isEqualTo(sender[alias]);
            if (random.nextInt(3) == 0) {
                continue; // withheld
            }
            if (!byAlias || !tried.isTaught(alias)) {
                receiver[alias] = new String(tried.topic(alias), UTF_8);
            }
            tried.teach(alias);
            assertThat(receiver[alias]).as("seed %d", seed).isEqualTo(sender[alias]);
        }
    }
}
