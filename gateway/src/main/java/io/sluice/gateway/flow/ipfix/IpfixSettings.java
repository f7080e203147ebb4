/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import io.sluice.gateway.collector.CollectorAddress;
import io.sluice.gateway.net.UpstreamTls;
import java.time.Duration;
import java.util.Optional;

/**
 * How flow records are exported.
 *
 * @param tls there if and only if the collector is spoken to by TLS
 * @param enterpriseNumber under which the elements are that IANA does not have
 * @param observationDomain 0 for none in particular
 * @param templateRefresh how often a collector is told again what it cannot ask for
 * @param maxMessageSize bytes, at least {@link #SMALLEST_MESSAGE}
 */
public record IpfixSettings(
        CollectorAddress collector,
        Optional<UpstreamTls> tls,
        int enterpriseNumber,
        int observationDomain,
        Duration templateRefresh,
        int maxMessageSize,
        Profile profile) {
    /** Set aside for documentation (RFC 5612). */
    public static final int EXAMPLE_ENTERPRISE = 32_473;

    /** What a path of unknown MTU surely takes (RFC 7011 section 10.3.3), and what the longest record fits into. */
    public static final int SMALLEST_MESSAGE = 512;

    /** Whether an enterprise number would be taken for something else by a collector. */
    public static boolean isAmbiguous(int enterpriseNumber, Profile profile) {
        // nfcapd 1.7 looks at the lower 16 bits alone; 6871 is yaf's, which it knows.
        int seen = profile == Profile.NFDUMP ? enterpriseNumber & 0xffff : enterpriseNumber;
        return seen == 0 || seen == InformationElement.REVERSE || (profile == Profile.NFDUMP && seen == 6_871);
    }
}
