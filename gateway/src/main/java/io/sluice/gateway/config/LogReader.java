/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.gateway.log.RollingFile.Rolling;
import io.sluice.gateway.log.evidence.Checkpoints;
import io.sluice.gateway.log.evidence.EvidenceFile;
import io.sluice.gateway.log.evidence.EvidenceSettings;
import io.sluice.gateway.log.syslog.SyslogSettings;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Reads where the lines of a log go. */
final class LogReader {
    private static final int MIB = 1024 * 1024;
    private static final String STANDARD_OUTPUT = "-";
    static final String NOWHERE = "none";

    private final Path file;
    private final KeyFileCheck keys;
    private final SyslogReader syslog;

    /** @param file the configuration */
    LogReader(Path file, Problems problems) {
        this.file = file;
        this.syslog = new SyslogReader(file, problems);
        this.keys = new KeyFileCheck(file, InstantSource.system());
    }

    /**
     * @param name for people
     * @param fallback where the JSON goes when nothing is said: {@code -} or {@code none}
     */
    GatewayConfig.Log read(String name, Section log, String fallback) {
        Section json = log.section("json");
        String target = json.string("file", fallback);
        int rollSize = json.size("roll-size", 10 * MIB, 64 * 1024, 1024 * MIB);
        int keep = json.integer("keep", 10, 1, 1000);
        Optional<Duration> every = json.has("roll-every")
                ? Optional.of(
                        json.duration("roll-every", Duration.ofDays(1), Duration.ofMinutes(1), Duration.ofDays(366)))
                : Optional.empty();
        Optional<Path> path = target.equals(STANDARD_OUTPUT) || target.equals(NOWHERE)
                ? Optional.empty()
                : Optional.of(path(name, json, target));
        Optional<EvidenceSettings> evidence =
                json.optionalSection("evidence").flatMap(section -> evidence(json, section, path));
        json.end();
        boolean journal = log.flag("journal", false);
        Optional<SyslogSettings> server = log.optionalSection("syslog").flatMap(syslog::read);
        Rolling rolling = new Rolling(rollSize, keep, every);
        return new GatewayConfig.Log(
                target.equals(STANDARD_OUTPUT),
                path.map(to -> new GatewayConfig.LogFile(to, rolling, evidence)),
                journal,
                server);
    }

    private Path path(String name, Section json, String target) {
        Path resolved = Paths.resolve(file, json.origin("file"), target);
        Path folder = resolved.toAbsolutePath().getParent();
        if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
            json.problem(
                    "file",
                    "no " + name + " can be written to " + resolved,
                    "name a file in a folder that exists and that this user may write to");
        }
        return resolved;
    }

    private Optional<EvidenceSettings> evidence(Section json, Section evidence, Optional<Path> log) {
        evidence.requiredString("key");
        Path key = Paths.resolve(file, evidence.origin("key"), evidence.string("key", ""));
        Optional<Path> checkpointKey = keys.readable(evidence, "checkpoint-key");
        Duration every = evidence.duration(
                "checkpoint-every", Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofDays(1));
        evidence.end();
        if (log.isEmpty()) {
            json.problem("evidence", "needs a file that can be gone on with", "write file = \"…\"");
            return Optional.empty();
        }
        EvidenceSettings settings = new EvidenceSettings(key, checkpointKey, every);
        if (evidence.has("key")) {
            EvidenceFile.problem(log.get(), settings)
                    .ifPresent(
                            what -> evidence.problem("key", what, "make one with sluice log keys, and chmod 600 it"));
        }
        try {
            if (checkpointKey.isPresent()) {
                Checkpoints.with(checkpointKey.get());
            }
        } catch (IOException unusable) {
            evidence.problem(
                    "checkpoint-key",
                    String.valueOf(unusable.getMessage()),
                    "make one with sluice log keys, and chmod 600 it");
        }
        return Optional.of(settings);
    }
}
