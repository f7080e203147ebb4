/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

/**
 * Bytes that are no packet by the strictest reading, or one that its sender must not send. Carries no stack trace: a
 * hostile peer can cause as many of these as it likes.
 */
public final class MalformedPacket extends Exception {
    /** What is wrong with a packet that is the beginning of TLS. */
    public static final String TLS = "a TLS handshake in place of MQTT";

    private static final long serialVersionUID = 1L;

    private final int reasonCode;

    /**
     * @param reasonCode what an MQTT 5 peer is told, see {@link ReasonCode}
     * @param what what is wrong, in words that hold nothing of the packet itself
     */
    public MalformedPacket(int reasonCode, String what) {
        super(what, null, false, false);
        this.reasonCode = reasonCode;
    }

    public static MalformedPacket malformed(String what) {
        return new MalformedPacket(ReasonCode.MALFORMED_PACKET, what);
    }

    public static MalformedPacket protocolError(String what) {
        return new MalformedPacket(ReasonCode.PROTOCOL_ERROR, what);
    }

    public static MalformedPacket tooLarge(String what) {
        return new MalformedPacket(ReasonCode.PACKET_TOO_LARGE, what);
    }

    public int reasonCode() {
        return reasonCode;
    }

    /** What is wrong. */
    public String what() {
        return String.valueOf(getMessage());
    }
}
