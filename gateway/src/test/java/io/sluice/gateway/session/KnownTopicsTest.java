/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownTopicsTest {
    private static final int QOS_0 = 0;
    private static final int QOS_1 = 2;
    private static final int RETAIN = 1;

    private static final long ROOM = 4 << 20;

    private long now;
    private final KnownTopics known = new KnownTopics(ROOM, () -> now);

    private static ByteBuf bytes(String topic) {
        return Unpooled.copiedBuffer(topic, StandardCharsets.UTF_8);
    }

    private int find(long owner, String topic) {
        ByteBuf bytes = bytes(topic);
        return known.find(owner, bytes, 0, bytes.readableBytes(), KnownTopics.UNKNOWN);
    }

    private void learn(long owner, String topic, int flags) {
        ByteBuf bytes = bytes(topic);
        known.learn(owner, bytes, 0, bytes.readableBytes(), flags);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 8, 9, 15, 16, 17, 64, KnownTopics.LONGEST - 1, KnownTopics.LONGEST})
    void aTopicOfAnyLengthIsFoundByItsOwnerAndNoOtherThatDiffersInAByte(int length) {
        char[] topic = new char[length];
        Arrays.fill(topic, 't');
        long owner = known.newOwner();
        learn(owner, new String(topic), QOS_0);

        assertThat(find(owner, new String(topic))).isNotEqualTo(KnownTopics.UNKNOWN);
        assertThat(find(known.newOwner(), new String(topic))).isEqualTo(KnownTopics.UNKNOWN);
        for (int i = 0; i < length; i++) {
            char[] other = topic.clone();
            other[i] = 'T';
            assertThat(find(owner, new String(other))).isEqualTo(KnownTopics.UNKNOWN);
        }
        assertThat(find(owner, new String(topic) + "t")).isEqualTo(KnownTopics.UNKNOWN);
        assertThat(find(owner, new String(topic, 1, length - 1))).isEqualTo(KnownTopics.UNKNOWN);
    }

    @Test
    void onlyTheFlagsThatWereLearntPass() {
        long owner = known.newOwner();
        learn(owner, "a/b", QOS_1);
        int slot = find(owner, "a/b");
        assertThat(known.passes(slot, QOS_1)).isTrue();
        assertThat(known.passes(slot, QOS_0)).isFalse();
        assertThat(known.passes(slot, QOS_1 | RETAIN)).isFalse();
        learn(owner, "a/b", QOS_0);
        assertThat(known.passes(slot, QOS_0)).isTrue();
    }

    @Test
    void aTopicWhoseSlotWentToAnotherIsNotFoundAnyMore() {
        long owner = known.newOwner();
        learn(owner, "a/b", QOS_0);
        long flood = known.newOwner();
        for (int i = 0; i < 300_000; i++) {
            learn(flood, "flood/" + i, QOS_1);
        }
        assertThat(find(owner, "a/b")).isEqualTo(KnownTopics.UNKNOWN);
    }

    @Test
    void theTopicsOfAFleetAreKeptInMindAndHundredsOfThousandsAreNot() {
        long[] fleet = new long[1000];
        Arrays.setAll(fleet, i -> known.newOwner());
        assertThat(foundOf(fleet, 16, 6)).as("16,000 topics").isGreaterThan(14_000);
        assertThat(foundOf(fleet, 300, 2)).as("300,000 topics").isLessThan(60_000);
        assertThat(foundOf(fleet, 16, 6)).as("16,000 topics again").isGreaterThan(14_000);
    }

    @Test
    void aFamilyOfTopicsThatDifferInTwoBytesAnywhereIsKept() {
        for (String family :
                new String[] {"%02d/state", "sensors/%02d/state", "gateway/1%02d-temp", "%02d/temp", "a/b/c/%02d"}) {
            long owner = known.newOwner();
            for (int i = 0; i < 100; i++) {
                learn(owner, String.format(family, i), QOS_0);
            }
            assertThat(IntStream.range(0, 100)
                            .filter(i -> find(owner, String.format(family, i)) != KnownTopics.UNKNOWN)
                            .count())
                    .as(family)
                    .isGreaterThan(90);
        }
    }

    @Test
    void whoComesAndGoesAllDayDoesNotMakeItGrow() {
        long[] devices = {known.newOwner(), known.newOwner()};
        for (int day = 0; day < 60; day++) {
            now += TimeUnit.HOURS.toNanos(1);
            Arrays.setAll(devices, i -> known.newOwner());
            foundOf(devices, 100, 1);
        }
        long[] fleet = new long[100];
        Arrays.setAll(fleet, i -> known.newOwner());
        int afterOneRound = foundOf(fleet, 11, 1);
        assertThat(afterOneRound).isZero();
        assertThat(foundOf(fleet, 11, 1)).as("of 1,100 topics in 1,024 places").isBetween(300, 1_000);
    }

    @Test
    void withoutRoomItDoesNotGrow() {
        KnownTopics small = new KnownTopics(0, () -> now);
        long owner = small.newOwner();
        int found = 0;
        for (int i = 0; i < 40_000; i++) {
            ByteBuf bytes = bytes("topic/" + i % 20_000);
            found += small.find(owner, bytes, 0, bytes.readableBytes(), KnownTopics.UNKNOWN) == KnownTopics.UNKNOWN
                    ? 0
                    : 1;
            small.learn(owner, bytes, 0, bytes.readableBytes(), QOS_0);
        }
        assertThat(found).isLessThan(1_024);
    }

    @Test
    void aPlaceThatIsRememberedFromBeforeItGrewIsNoPlaceOfAnother() {
        long owner = known.newOwner();
        learn(owner, "a/b", QOS_1);
        int before = find(owner, "a/b");
        long[] fleet = new long[1000];
        Arrays.setAll(fleet, i -> known.newOwner());
        foundOf(fleet, 16, 6);
        for (int i = 0; i < 2_000; i++) {
            ByteBuf bytes = bytes("a/" + i % 16);
            int slot = known.find(owner, bytes, 0, bytes.readableBytes(), before);
            assertThat(slot).isEqualTo(KnownTopics.UNKNOWN);
        }
    }

    /** How many of so many topics a device are known in the last of some rounds. */
    private int foundOf(long[] fleet, int topics, int rounds) {
        int found = 0;
        for (int round = 0; round < rounds; round++) {
            found = 0;
            for (int topic = 0; topic < topics; topic++) {
                for (long device : fleet) {
                    if (find(device, "a/" + topic) == KnownTopics.UNKNOWN) {
                        learn(device, "a/" + topic, QOS_0);
                    } else {
                        found++;
                    }
                }
            }
        }
        return found;
    }

    @Test
    void whatComesAfterATopicIsGuessedAndAWrongGuessIsNotBelieved() {
        long owner = known.newOwner();
        int before = KnownTopics.UNKNOWN;
        for (String topic : "a b c a b c a c b a z b".split(" ")) {
            ByteBuf bytes = bytes("topic/" + topic);
            int slot = known.find(owner, bytes, 0, bytes.readableBytes(), before);
            if (slot == KnownTopics.UNKNOWN) {
                learn(owner, "topic/" + topic, QOS_0);
                slot = find(owner, "topic/" + topic);
            }
            assertThat(slot).isEqualTo(find(owner, "topic/" + topic));
            before = slot;
        }
        assertThat(find(owner, "topic/y")).isEqualTo(KnownTopics.UNKNOWN);
    }
}
