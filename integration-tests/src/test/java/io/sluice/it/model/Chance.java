/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.List;
import java.util.Random;

/** Decisions by dice, the same ones for the same seed. */
final class Chance {
    private final Random random;

    Chance(long seed) {
        random = new Random(seed);
    }

    boolean oneIn(int n) {
        return random.nextInt(n) == 0;
    }

    boolean percent(int percent) {
        return random.nextInt(100) < percent;
    }

    /** From 0 to less than a bound. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** From one number to another, both included. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Another sequence of decisions, that does not depend on how many are taken here later. */
    Chance fork() {
        return new Chance(random.nextLong());
    }
}
