/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line as it stands in a chain: a JSON object whose last member is
 * {@code "chain":{"id":…,"seq":…,"prev":…,"signature":…,"mac":…}}, in these bytes and no others. A signature is over all that
 * stands before it in the line, the MAC over all that stands before it, and {@code prev} is the SHA-256 of the whole line before.
 *
 * @param id of the chain
 * @param seq 1 for the first line of a chain
 * @param prev 64 hexadecimal digits, {@link #NONE} in the first line
 * @param signature Ed25519 in Base64, in checkpoints
 * @param mac 64 hexadecimal digits
 * @param text the line, a character a byte (ISO 8859-1), so that no change of a byte is lost in reading
 */
record ChainLine(String id, long seq, String prev, Optional<String> signature, String mac, String text) {
    /** What comes before the first line. */
    static final String NONE = "0".repeat(64);

    private static final String START = ",\"chain\":{";
    private static final String SIGNATURE = ",\"signature\":\"";
    private static final String MAC = ",\"mac\":\"";
    private static final Pattern FORM = Pattern.compile(",\"chain\":\\{\"id\":\"([0-9a-f]{16})\",\"seq\":(\\d{1,13}),"
            + "\"prev\":\"([0-9a-f]{64})\"(?:,\"signature\":\"([A-Za-z0-9+/=]{88})\")?,\"mac\":\"([0-9a-f]{64})\"}}");

    /** A line in the making. */
    static String head(String object, String id, long seq, String prev) {
        return object.substring(0, object.length() - 1) + START + "\"id\":\"" + id + "\",\"seq\":" + seq
                + ",\"prev\":\"" + prev + "\"";
    }

    static String signed(String head, String signature) {
        return head + SIGNATURE + signature + "\"";
    }

    static String complete(String head, String mac) {
        return head + MAC + mac + "\"}}";
    }

    /** Reads a line, empty when it is none of a chain. */
    static Optional<ChainLine> parse(String text) {
        int start = text.lastIndexOf(START);
        if (start < 0) {
            return Optional.empty();
        }
        Matcher matcher = FORM.matcher(text).region(start, text.length());
        return matcher.matches()
                ? Optional.of(new ChainLine(
                        matcher.group(1),
                        Long.parseLong(matcher.group(2)),
                        matcher.group(3),
                        Optional.ofNullable(matcher.group(4)),
                        matcher.group(5),
                        text))
                : Optional.empty();
    }

    /** What the signature is over. */
    byte[] signedPart() {
        return text.substring(0, text.lastIndexOf(SIGNATURE)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What the MAC is over. */
    byte[] macedPart() {
        return text.substring(0, text.lastIndexOf(MAC)).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** SHA-256 of the whole line, the {@code prev} of the next one. */
    String hash() {
        return hash(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static String hash(byte[] line) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
