/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Lines to standard output. */
public final class StandardOutput implements LineSink {
    private final OutputStream out = new FileOutputStream(FileDescriptor.out);

    @Override
    public String name() {
        return "stdout";
    }

    @Override
    public List<Line> write(List<Line> lines) throws IOException {
        if (!lines.isEmpty()) {
            byte[] bytes = LineBytes.of(lines);
            // Another log may write there too: a pipe takes a large write in parts.
            synchronized (FileDescriptor.out) {
                out.write(bytes);
            }
        }
        return lines;
    }

    @Override
    public void close() {
        // Standard output is not ours to close, and nothing waits here.
    }
}
