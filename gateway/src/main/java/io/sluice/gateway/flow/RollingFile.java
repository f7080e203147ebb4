/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.status.OnConsoleStatusListener;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines to a file that only its owner can read, rolled by size: {@code flows.json}, {@code flows.json.1} and so on. */
public final class RollingFile implements FlowLog.LineWriter {
    private static final Logger log = LoggerFactory.getLogger(RollingFile.class);

    private final RollingFileAppender<String> appender;

    /**
     * @param rollSize bytes after which the file is rolled
     * @param keep rolled files that are kept
     */
    public RollingFile(Path file, int rollSize, int keep) {
        ContextBase context = new ContextBase();
        context.getStatusManager().add(new Complaints());
        appender = new PrivateFileAppender();
        appender.setContext(context);
        appender.setName("flow-log");
        appender.setFile(file.toString());
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy() {
            @Override
            protected int getMaxWindowSize() {
                // Logback would keep 20 at most.
                return keep;
            }
        };
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(file + ".%i");
        rolling.setMinIndex(1);
        rolling.setMaxIndex(keep);
        rolling.start();
        SizeBasedTriggeringPolicy<String> trigger = new SizeBasedTriggeringPolicy<>();
        trigger.setContext(context);
        trigger.setMaxFileSize(new FileSize(rollSize));
        // Looked at with each line: a file that grows fast must not outgrow its size by much.
        trigger.setCheckIncrement(Duration.buildByMilliseconds(0));
        trigger.start();
        Lines lines = new Lines();
        lines.setContext(context);
        lines.start();
        appender.setEncoder(lines);
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(trigger);
        appender.setImmediateFlush(false);
        appender.start();
    }

    @Override
    public void write(String line) {
        appender.doAppend(line);
    }

    @Override
    public void flush() {
        OutputStream out = appender.getOutputStream();
        if (out == null) {
            return; // It could not be opened, which has been said.
        }
        try {
            out.flush();
        } catch (IOException failed) {
            log.error("event=flow-log-failed what=\"{}\" traffic=\"goes on\"", failed.getMessage());
        }
    }

    @Override
    public void close() {
        appender.stop();
    }

    /** Creates the file for its owner alone before logback opens it, after each roll too. */
    private static final class PrivateFileAppender extends RollingFileAppender<String> {
        private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rw-------");

        @Override
        public void openFile(String name) throws IOException {
            Path path = new File(name).toPath();
            try {
                if (Files.isRegularFile(path)) {
                    // Made by somebody else's hand, perhaps for all to read: what is added is not.
                    Files.setPosixFilePermissions(path, OWNER_ALONE);
                } else {
                    Files.createFile(path, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
                }
            } catch (UnsupportedOperationException noPosix) {
                log.debug("no permissions on this file system for {}", name);
            }
            super.openFile(name);
        }
    }

    /** Passes the appender's own complaints on to the log. */
    private static final class Complaints extends OnConsoleStatusListener {
        @Override
        public void addStatusEvent(Status status) {
            if (status.getEffectiveLevel() >= Status.WARN) {
                log.error("event=flow-log-failed what=\"{}\" traffic=\"goes on\"", status.getMessage());
            }
        }
    }

    private static final class Lines extends EncoderBase<String> {
        @Override
        public byte[] headerBytes() {
            return new byte[0];
        }

        @Override
        public byte[] encode(String line) {
            return (line + '\n').getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public byte[] footerBytes() {
            return new byte[0];
        }
    }
}
