/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;

/** Puts records into sets, and sets into one message after the other (RFC 7011 sections 3.1 and 3.3). */
final class MessageWriter {
    /** Bytes before the first set. */
    static final int HEADER = 16;

    /** Bytes before the first record of a set. */
    static final int SET_HEADER = 4;

    private static final int VERSION = 10;

    private final ByteBuffer message;
    private final int observationDomain;
    private int set;
    private int setStart;

    /** @param maxSize bytes that no message exceeds */
    MessageWriter(int maxSize, int observationDomain) {
        this.message = ByteBuffer.allocate(maxSize);
        this.observationDomain = observationDomain;
        begin();
    }

    private void begin() {
        message.clear().position(HEADER);
        set = 0;
    }

    boolean isEmpty() {
        return message.position() == HEADER;
    }

    /**
     * Adds a record, to the set under way if it is of the same kind.
     *
     * @param setId 2 for a template, 3 for an options template, otherwise the template that the record follows
     * @return whether there was room
     */
    boolean add(int setId, byte[] record) {
        int header = setId == set ? 0 : SET_HEADER;
        if (message.remaining() < header + record.length) {
            return false;
        }
        if (header > 0) {
            set = setId;
            setStart = message.position();
            message.putShort((short) setId).putShort((short) 0);
        }
        message.put(record);
        message.putShort(setStart + 2, (short) (message.position() - setStart));
        return true;
    }

    /**
     * The message, after which the next one begins.
     *
     * @param sequence how many data records went before it in this transport session, modulo 2^32
     */
    byte[] finish(Instant exportTime, int sequence) {
        message.putShort(0, (short) VERSION)
                .putShort(2, (short) message.position())
                .putInt(4, (int) exportTime.getEpochSecond())
                .putInt(8, sequence)
                .putInt(12, observationDomain);
        byte[] bytes = Arrays.copyOf(message.array(), message.position());
        begin();
        return bytes;
    }
}
