/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.limit;

/**
 * How many connections the JVM's heap has room for. More than that must not be let in, whatever the configuration allows: a
 * gateway out of memory serves nobody. Reckoned by quiet sessions of devices in plaintext; what a session remembers beyond that has
 * bounds of its own, and is not foreseen here.
 *
 * @param heap bytes that the JVM may use at most
 */
public record HeapRoom(long heap) {
    /** What the gateway takes without a connection, 6 MiB and what its policy needs, and room to collect garbage in. */
    private static final long GATEWAY = 20L << 20;

    /** The part of the heap that all topics known to be allowed may take. */
    private static final int TOPICS = 16;

    /** A quiet session over TLS to the broker takes 9.2 KiB. */
    private static final long CONNECTION = 10L << 10;

    /** Of this JVM. */
    public static HeapRoom ofThisJvm() {
        return new HeapRoom(Runtime.getRuntime().maxMemory());
    }

    /** Connections; at least a few, for whoever runs it in less than it wants. */
    public int connections() {
        long room = heap - GATEWAY - heap / TOPICS;
        return (int) Math.min(Integer.MAX_VALUE, Math.max(100, room / CONNECTION));
    }

    /** Bytes for the topics that an event loop knows to be allowed. */
    public long topics(int eventLoops) {
        return heap / TOPICS / eventLoops;
    }
}
