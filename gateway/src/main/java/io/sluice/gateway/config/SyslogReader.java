/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.gateway.collector.CollectorAddress;
import io.sluice.gateway.collector.CollectorAddress.Protocol;
import io.sluice.gateway.log.syslog.Facility;
import io.sluice.gateway.log.syslog.SyslogSettings;
import io.sluice.gateway.net.UpstreamTls;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;
import java.nio.file.Path;
import java.util.Optional;

/** Reads the {@code syslog} of a log. */
final class SyslogReader {
    /** What every receiver has to take (RFC 5424 section 6.1), and what rsyslog takes. */
    private static final int SMALLEST = 480;

    private static final int USUAL = 8192;
    private static final int LARGEST_DATAGRAM = 65_507;

    private final UpstreamReader upstream;

    SyslogReader(Path file, Problems problems) {
        this.upstream = new UpstreamReader(file, problems);
    }

    /** Empty where something is wrong, too. */
    Optional<SyslogSettings> read(Section syslog) {
        String text = syslog.requiredString("server");
        Optional<CollectorAddress> server = CollectorAddress.parse(text);
        if (syslog.has("server") && server.isEmpty()) {
            syslog.problem(
                    "server",
                    "\"" + text + "\" is no syslog server's address",
                    "write \"udp://host:514\", \"tcp://host:514\" or \"tls://host:6514\"");
        }
        Facility facility = syslog.word("facility", Facility.class, Facility.LOCAL0);
        int size = syslog.size("max-message-size", USUAL, SMALLEST, LARGEST_DATAGRAM);
        Optional<UpstreamTls> tls = syslog.optionalSection("tls").flatMap(upstream::tls);
        boolean wantsTls = server.filter(to -> to.protocol() == Protocol.TLS).isPresent();
        if (wantsTls && !syslog.has("tls")) {
            syslog.problem("server", "is spoken to by TLS, and nothing says whom to trust", "write tls { trust = … }");
        }
        if (syslog.has("tls") && server.isPresent() && !wantsTls) {
            syslog.problem("tls", "is there for a server that is not", "write tls://, or leave it out");
        }
        syslog.end();
        if (server.isEmpty() || wantsTls != tls.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new SyslogSettings(server.get(), tls, facility, size));
    }
}
