/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines to standard output. */
public final class StandardOutput implements FlowLog.LineWriter {
    private static final Logger log = LoggerFactory.getLogger(StandardOutput.class);

    private final OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
    private boolean broken;

    @Override
    public void write(String line) {
        try {
            out.write((line + '\n').getBytes(StandardCharsets.UTF_8));
        } catch (IOException failed) {
            fail(failed);
        }
    }

    @Override
    public void flush() {
        try {
            out.flush();
        } catch (IOException failed) {
            fail(failed);
        }
    }

    private void fail(IOException failed) {
        if (!broken) {
            broken = true;
            log.error("event=flow-log-failed what=\"{}\" traffic=\"goes on\"", failed.getMessage());
        }
    }

    @Override
    public void close() {
        flush();
    }
}
