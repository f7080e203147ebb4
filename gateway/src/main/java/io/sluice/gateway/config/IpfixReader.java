/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.gateway.collector.CollectorAddress;
import io.sluice.gateway.collector.CollectorAddress.Protocol;
import io.sluice.gateway.flow.ipfix.IpfixSettings;
import io.sluice.gateway.flow.ipfix.Profile;
import io.sluice.gateway.net.UpstreamTls;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code flow-log.ipfix}. */
final class IpfixReader {
    /** What a message over a stream takes: enough for a dozen records, and no more than waits for one. */
    private static final int STREAM_MESSAGE = 4096;

    private static final int LARGEST_DATAGRAM = 65_507;
    private static final int LARGEST_MESSAGE = 65_535;

    private final UpstreamReader upstream;

    IpfixReader(Path file, Problems problems) {
        this.upstream = new UpstreamReader(file, problems);
    }

    /** Empty where there is no collector, or where something is wrong. */
    Optional<IpfixSettings> read(Section ipfix) {
        Optional<String> text = ipfix.optionalString("collector");
        Optional<CollectorAddress> collector = text.flatMap(CollectorAddress::parse);
        if (text.isPresent() && collector.isEmpty()) {
            ipfix.problem(
                    "collector",
                    "\"" + text.get() + "\" is no collector's address",
                    "write \"udp://host:4739\", \"tcp://host:4739\" or \"tls://host:4740\"");
        }
        boolean datagrams =
                collector.filter(to -> to.protocol() == Protocol.UDP).isPresent();
        Profile profile = ipfix.word("profile", Profile.class, Profile.STANDARD);
        int enterprise = ipfix.integer("enterprise-number", IpfixSettings.EXAMPLE_ENTERPRISE, 1, Integer.MAX_VALUE);
        if (IpfixSettings.isAmbiguous(enterprise, profile)) {
            ipfix.problem(
                    "enterprise-number",
                    "collectors would take elements under " + enterprise + " for others",
                    "write the number that IANA gave your organisation, or leave it out");
        }
        int domain = ipfix.integer("observation-domain", 1, 0, Integer.MAX_VALUE);
        Duration refresh =
                ipfix.duration("template-refresh", Duration.ofSeconds(60), Duration.ofSeconds(1), Duration.ofDays(1));
        int size = ipfix.size(
                "max-message-size",
                datagrams ? IpfixSettings.SMALLEST_MESSAGE : STREAM_MESSAGE,
                IpfixSettings.SMALLEST_MESSAGE,
                datagrams ? LARGEST_DATAGRAM : LARGEST_MESSAGE);
        Optional<UpstreamTls> tls = ipfix.optionalSection("tls").flatMap(upstream::tls);
        boolean wantsTls = collector.filter(to -> to.protocol() == Protocol.TLS).isPresent();
        if (wantsTls && !ipfix.has("tls")) {
            ipfix.problem(
                    "collector", "is spoken to by TLS, and nothing says whom to trust", "write tls { trust = … }");
        }
        if (ipfix.has("tls") && collector.isPresent() && !wantsTls) {
            ipfix.problem("tls", "is there for a collector that is not", "write tls://, or leave it out");
        }
        ipfix.end();
        if (collector.isEmpty() || wantsTls != tls.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new IpfixSettings(collector.get(), tls, enterprise, domain, refresh, size, profile));
    }
}
