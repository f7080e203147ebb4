/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

/** The way to a collector, of one transport session (RFC 7011 section 10.1). Used on the exporter's thread alone. */
interface CollectorLink {
    /** Hears what became of a message, on the exporter's thread. */
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
