/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.gateway.flow.PrivacySettings;
import io.sluice.gateway.flow.Treatment;
import io.sluice.gateway.flow.ipfix.IpfixSettings;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code flow-log}. */
final class FlowLogReader {
    private final Path file;
    private final Problems problems;

    FlowLogReader(Path file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    GatewayConfig.FlowLog read(Section flowLog) {
        Duration activeTimeout =
                flowLog.duration("active-timeout", Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofDays(1));
        GatewayConfig.Log log = new LogReader(file, problems).read("flow log", flowLog, "-");
        Optional<IpfixSettings> ipfix = new IpfixReader(file, problems).read(flowLog.section("ipfix"));
        PrivacySettings privacy = privacy(flowLog.section("privacy"));
        flowLog.end();
        return new GatewayConfig.FlowLog(activeTimeout, log, ipfix, privacy);
    }

    private PrivacySettings privacy(Section privacy) {
        Treatment clientId = privacy.word("client-id", Treatment.class, Treatment.KEEP);
        Treatment username = privacy.word("username", Treatment.class, Treatment.KEEP);
        Treatment address = privacy.word("address", Treatment.class, Treatment.KEEP);
        // A certificate names who the client id names: whoever hides the one means the other.
        Treatment certificate = privacy.word("certificate", Treatment.class, clientId);
        Optional<Path> keyFile = new SecretReader(file)
                .read(privacy, "key-file", PrivacySettings.SHORTEST_KEY, PrivacySettings.LONGEST_KEY);
        privacy.end();
        return new PrivacySettings(clientId, username, address, certificate, keyFile);
    }
}
