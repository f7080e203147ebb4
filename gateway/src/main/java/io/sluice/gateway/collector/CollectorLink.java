/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.collector;

/** The way to a collector, from the moment that it is reached until it is lost. Used on one event loop alone. */
public interface CollectorLink {
    /** Hears what became of a message, on the same event loop. */
    interface Outcome {
        /** It has left the process. */
        void sent();

        /** It has not, or not the whole of it. */
        void failed();
    }

    /** Once it is not, it never is again. */
    boolean isOpen();

    /** What is known when it is not open any more. */
    Unreached whyClosed();

    /** Whether another message can go now without piling up. */
    boolean isWritable();

    void send(byte[] message, Outcome outcome);

    void close();
}
