/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.gateway.key.KeyFiles;
import io.sluice.gateway.net.BrokerAddress;
import io.sluice.gateway.net.TlsContexts;
import io.sluice.gateway.net.UpstreamTls;
import io.sluice.policy.config.Located;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code upstream}. */
final class UpstreamReader {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    private final KeyFileCheck files;
    private final Problems problems;

    /** What the gateway says to a broker before MQTT. */
    private enum SendProxyProtocol {
        OFF,
        V2
    }

    UpstreamReader(Path file, Problems problems) {
        this.files = new KeyFileCheck(file, InstantSource.system());
        this.problems = problems;
    }

    Optional<GatewayConfig.Upstream> read(Section upstream) {
        List<BrokerAddress> brokers = brokers(upstream);
        Optional<Section> tlsSection = upstream.optionalSection("tls");
        Optional<UpstreamTls> tls = tlsSection.flatMap(this::tls);
        Duration connectTimeout = upstream.duration(
                "connect-timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(5));
        Duration connackTimeout = upstream.duration(
                "connack-timeout", Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofMinutes(5));
        if (upstream.flag("preserve-source", false)) {
            NotYet.say(upstream, "preserve-source");
        }
        if (upstream.word("send-proxy-protocol", SendProxyProtocol.class, SendProxyProtocol.OFF)
                != SendProxyProtocol.OFF) {
            NotYet.say(upstream, "send-proxy-protocol");
        }
        upstream.end();
        if (brokers.isEmpty() || tlsSection.isPresent() != tls.isPresent()) {
            return Optional.empty();
        }
        return Optional.of(new GatewayConfig.Upstream(brokers, tls, connectTimeout, connackTimeout));
    }

    private List<BrokerAddress> brokers(Section upstream) {
        List<Located<String>> texts = upstream.strings("brokers", List.of());
        List<BrokerAddress> brokers = new ArrayList<>();
        for (Located<String> text : texts) {
            BrokerAddress.parse(text.value())
                    .ifPresentOrElse(
                            brokers::add,
                            () -> problems.add(
                                    text.origin(),
                                    "\"" + text.value() + "\" is no broker's address",
                                    "write \"host:port\", \"[v6]:port\" or \"unix:/path\""));
        }
        if (texts.isEmpty()) {
            problems.add(
                    upstream.origin("brokers"),
                    "there is no broker",
                    "write upstream { brokers = [\"broker.lan:8883\"] }");
        }
        return brokers;
    }

    /** How a server is spoken to by TLS, empty if anything is wrong. */
    Optional<UpstreamTls> tls(Section section) {
        section.requiredString("trust");
        Optional<Path> trust = files.certificates(section, "trust");
        Optional<Path> crl = files.crls(section, "crl");
        Optional<KeyFiles> identity = KeyFileCheck.namesKey(section) ? files.own(section) : Optional.empty();
        boolean complete = KeyFileCheck.namesKey(section) == identity.isPresent();
        Optional<String> serverName = section.optionalString("server-name");
        List<String> protocols = values(section.strings("protocols", PROTOCOLS));
        if (protocols.isEmpty() || !PROTOCOLS.containsAll(protocols)) {
            section.problem("protocols", "only TLSv1.3 and TLSv1.2 are safe to speak", "write [TLSv1.3, TLSv1.2]");
            complete = false;
        }
        List<String> ciphers = values(section.strings("ciphers", List.of()));
        section.end();
        if (trust.isEmpty() || !complete || section.has("crl") != crl.isPresent()) {
            return Optional.empty();
        }
        UpstreamTls tls = new UpstreamTls(trust.get(), crl, identity, serverName, protocols, ciphers);
        try {
            TlsContexts.upstream(tls);
        } catch (GeneralSecurityException unusable) {
            section.problem(
                    section.has("certificate") ? "certificate" : "trust",
                    "the files of " + section.path() + " cannot be used: " + unusable.getMessage(),
                    "name CAs in PEM form, and a certificate with an EC or RSA key");
        }
        return Optional.of(tls);
    }

    private static List<String> values(List<Located<String>> located) {
        return located.stream().map(Located::value).toList();
    }
}
