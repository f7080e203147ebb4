/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.syslog;

import io.sluice.gateway.log.Line;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/** Writes lines as messages of RFC 5424. */
final class SyslogForm {
    private static final int FACTOR = 8;
    private static final int LONGEST_HOST = 255;

    private final int facility;
    private final int most;
    private final String origin;

    /**
     * @param most bytes of a message
     * @param host as it calls itself
     * @param process its number
     */
    SyslogForm(int facility, int most, String host, long process) {
        this.facility = facility;
        this.most = most;
        this.origin = " " + printable(host) + " sluice " + process + " ";
    }

    /** PRINTUSASCII of section 6, and nothing is a dash. */
    private static String printable(String host) {
        String clean = host.replaceAll("[^\\x21-\\x7e]", "");
        return clean.isEmpty() ? "-" : clean.substring(0, Math.min(clean.length(), LONGEST_HOST));
    }

    /** A message without any framing. */
    byte[] message(Line line, Instant now) {
        // Section 6.2.3 knows microseconds at best.
        String head = "<" + (facility * FACTOR + line.severity().code()) + ">1 " + now.truncatedTo(ChronoUnit.MICROS)
                + origin + line.kind() + " - ";
        return cut((head + line.text()).getBytes(StandardCharsets.UTF_8));
    }

    /** Between two characters. */
    private byte[] cut(byte[] message) {
        if (message.length <= most) {
            return message;
        }
        int end = most;
        while ((message[end] & 0xc0) == 0x80) {
            end--;
        }
        return Arrays.copyOf(message, end);
    }

    /** A message in octet counting (RFC 6587 section 3.4.1). */
    static byte[] counted(byte[] message) {
        byte[] length = (message.length + " ").getBytes(StandardCharsets.US_ASCII);
        byte[] frame = Arrays.copyOf(length, length.length + message.length);
        System.arraycopy(message, 0, frame, length.length, message.length);
        return frame;
    }
}
