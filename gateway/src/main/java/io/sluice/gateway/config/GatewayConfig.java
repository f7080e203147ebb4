/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.gateway.flow.PrivacySettings;
import io.sluice.gateway.flow.ipfix.IpfixSettings;
import io.sluice.gateway.log.RollingFile;
import io.sluice.gateway.log.evidence.EvidenceSettings;
import io.sluice.gateway.log.syslog.SyslogSettings;
import io.sluice.gateway.net.BrokerAddress;
import io.sluice.gateway.net.HostAndPort;
import io.sluice.gateway.net.ListenerTls;
import io.sluice.gateway.net.UpstreamTls;
import io.sluice.policy.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A configuration that has been read and checked: nothing in it can be wrong any more.
 *
 * @param file where it was read from
 * @param admin where the admin endpoint listens, empty for nowhere
 */
public record GatewayConfig(
        Path file,
        List<Listener> listeners,
        Upstream upstream,
        Policy policy,
        FlowLog flowLog,
        Log eventLog,
        Optional<Admin> admin) {

    /** An address that devices connect to. */
    public record Listener(String name, HostAndPort bind, Optional<ListenerTls> tls) {}

    /**
     * The brokers behind.
     *
     * @param brokers in order of preference
     * @param connectTimeout for TCP and TLS, each
     * @param connackTimeout from the CONNECT to the broker's CONNACK
     */
    public record Upstream(
            List<BrokerAddress> brokers, Optional<UpstreamTls> tls, Duration connectTimeout, Duration connackTimeout) {}

    /**
     * Where flow records go.
     *
     * @param activeTimeout how often a live connection is recorded
     * @param ipfix the collector that gets them too, if there is one
     * @param privacy what they may say of people and their devices
     */
    public record FlowLog(Duration activeTimeout, Log log, Optional<IpfixSettings> ipfix, PrivacySettings privacy) {}

    /**
     * Where the lines of a log go.
     *
     * @param journal to standard error too, with priorities
     */
    public record Log(
            boolean standardOutput, Optional<LogFile> file, boolean journal, Optional<SyslogSettings> syslog) {}

    /** A log in files. */
    public record LogFile(Path path, RollingFile.Rolling rolling, Optional<EvidenceSettings> evidence) {}

    /**
     * The endpoint for operators.
     *
     * @param tokenFile with the secret that requests have to show, empty where they need none
     */
    public record Admin(HostAndPort bind, Optional<Path> tokenFile) {
        /** Whether others than this machine could listen to what is asked and answered. */
        public boolean isInClear() {
            return !Binds.isLoopback(bind);
        }
    }

    /** The same configuration with another policy. */
    public GatewayConfig with(Policy policy) {
        return new GatewayConfig(file, listeners, upstream, policy, flowLog, eventLog, admin);
    }

    /** Whether all but the policy is the same, so that a reload takes effect as a whole. */
    public boolean differsOnlyInPolicy(GatewayConfig other) {
        return with(other.policy).equals(other);
    }
}
