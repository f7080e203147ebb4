/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import java.time.Instant;

/** What a log says of itself, in the form of {@code log-notice.schema.json}. */
public final class Notice {
    private Notice() {}

    /**
     * Lines are missing before this one.
     *
     * @param log one of our words
     * @param sink where they are missing
     * @param count since this was said last
     * @param total since the start
     */
    static Line lost(Instant time, String log, String sink, long count, long total) {
        return new Line(
                Severity.ERROR,
                "lost",
                start("lost", time, log) + ",\"sink\":\"" + sink + "\",\"count\":" + count + ",\"total\":" + total
                        + "}");
    }

    /** All lines so far, signed; the signature is added by who signs. */
    public static Line checkpoint(Instant time, String log) {
        return new Line(Severity.INFORMATIONAL, "checkpoint", start("checkpoint", time, log) + "}");
    }

    private static String start(String type, Instant time, String log) {
        return "{\"version\":1,\"type\":\"" + type + "\",\"time\":\"" + time + "\",\"log\":\"" + log + "\"";
    }
}
