/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

/** The hash of a level's bytes, in steps that a scan for the level's end can take along. */
final class LevelHash {
    private LevelHash() {}

    static int step(int hash, byte b) {
        return hash * 31 + b;
    }

    /** Spreads what distinguishes similar names into the low bits, which choose the slot (the finish of MurmurHash3). */
    static int finish(int hash) {
        int h = hash;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ (h >>> 16);
    }

    static int of(byte[] text, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = step(hash, text[i]);
        }
        return finish(hash);
    }
}
