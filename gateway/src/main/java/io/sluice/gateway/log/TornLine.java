/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Half a line at the end of a file, which a process that was killed while it wrote can leave. */
final class TornLine {
    private static final Logger log = LoggerFactory.getLogger(TornLine.class);
    private static final int BLOCK = 8192;

    private TornLine() {}

    /** Cuts a file off after its last line end. */
    static void remove(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long size = channel.size();
            long whole = endOfLastLine(channel, size);
            if (whole < size) {
                channel.truncate(whole);
                log.warn(
                        "event=log-line-torn file=\"{}\" bytes={} what=\"a killed process left half a line, which was removed\"",
                        file,
                        size - whole);
            }
        }
    }

    private static long endOfLastLine(FileChannel channel, long size) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long end = size; end > 0; ) {
            long start = Math.max(0, end - BLOCK);
            block.clear().limit((int) (end - start));
            while (block.hasRemaining() && channel.read(block, start + block.position()) >= 0) {
                // A read may bring less than was asked for.
            }
            for (int i = block.position() - 1; i >= 0; i--) {
                if (block.get(i) == '\n') {
                    return start + i + 1;
                }
            }
            end = start;
        }
        return 0;
    }
}
