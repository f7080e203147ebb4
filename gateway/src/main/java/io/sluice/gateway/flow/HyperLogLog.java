/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

/**
 * Estimates how many different hashes it was given, from 1 KiB: HyperLogLog (Flajolet and others, 2007) with 1,024 registers,
 * and linear counting where few are set. What it says never shrinks.
 */
final class HyperLogLog {
    /** Stands for none. */
    static final HyperLogLog NONE = new HyperLogLog(0);

    private static final int BITS = 10;
    private static final int REGISTERS = 1 << BITS;
    private static final double ALPHA = 0.7213 / (1 + 1.079 / REGISTERS);

    private final byte[] registers;
    private long said;

    HyperLogLog() {
        this(REGISTERS);
    }

    private HyperLogLog(int registers) {
        this.registers = new byte[registers];
    }

    void add(long hash) {
        int register = (int) (hash >>> Long.SIZE - BITS);
        // The stop bit bounds the rank where all the rest is zero.
        byte rank = (byte) (Long.numberOfLeadingZeros(hash << BITS | 1L << BITS - 1) + 1);
        if (rank > registers[register]) {
            registers[register] = rank;
        }
    }

    long estimate() {
        double sum = 0;
        int empty = 0;
        for (byte rank : registers) {
            sum += 1.0 / (1L << rank);
            empty += rank == 0 ? 1 : 0;
        }
        double raw = ALPHA * REGISTERS * REGISTERS / sum;
        double estimate = raw <= 2.5 * REGISTERS && empty > 0 ? REGISTERS * Math.log((double) REGISTERS / empty) : raw;
        said = Math.max(said, Math.round(estimate));
        return said;
    }
}
