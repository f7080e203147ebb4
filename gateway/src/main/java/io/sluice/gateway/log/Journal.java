/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lines to standard error with the priority in front, as journald and kmsg take it: sd-daemon(3). */
public final class Journal implements LineSink {
    private final PrintStream err;

    /** The stream that the gateway's own log uses too; it keeps their lines apart. */
    public static Journal onStandardError() {
        return new Journal(System.err);
    }

    Journal(PrintStream err) {
        this.err = err;
    }

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public List<Line> write(List<Line> lines) throws IOException {
        for (Line line : lines) {
            String text = "<" + line.severity().code() + ">" + line.text() + "\n";
            // One call a line: the stream is locked that long.
            err.write(text.getBytes(StandardCharsets.UTF_8));
        }
        err.flush();
        return lines;
    }

    @Override
    public void close() {
        // Standard error is not ours to close.
    }
}
