/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.gateway.net.HostAndPort;
import io.sluice.gateway.net.ListenerTls;
import io.sluice.gateway.net.TlsContexts;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code listeners}. */
final class ListenerReader {
    private final KeyFileCheck files;
    private final Problems problems;

    /** What speaks before MQTT on a listener. */
    private enum ProxyProtocol {
        OFF,
        V1_V2
    }

    ListenerReader(Path file, Problems problems) {
        this.files = new KeyFileCheck(file, InstantSource.system());
        this.problems = problems;
    }

    List<GatewayConfig.Listener> read(Section sluice) {
        List<GatewayConfig.Listener> listeners = new ArrayList<>();
        Set<String> names = new HashSet<>();
        List<Section> sections = sluice.sections("listeners");
        for (Section section : sections) {
            String name = section.requiredString("name");
            if (!name.isEmpty() && !names.add(name)) {
                section.problem("name", "there are two listeners \"" + name + "\"", "give each a name of its own");
            }
            Optional<HostAndPort> bind = Optional.of(section.requiredString("bind"))
                    .filter(text -> !text.isEmpty())
                    .flatMap(text -> Binds.read(section, "bind", text));
            Optional<ListenerTls> tls = section.optionalSection("tls").flatMap(this::tls);
            notYet(section);
            section.end();
            bind.ifPresent(address -> listeners.add(new GatewayConfig.Listener(name, address, tls)));
        }
        if (sections.isEmpty()) {
            problems.add(
                    sluice.origin("listeners"),
                    "there is no listener",
                    "write listeners = [ { name = lan, bind = \"0.0.0.0:1883\" } ]");
        }
        return listeners;
    }

    private static void notYet(Section section) {
        if (section.flag("transparent", false)) {
            NotYet.say(section, "transparent");
        }
        if (section.word("proxy-protocol", ProxyProtocol.class, ProxyProtocol.OFF) != ProxyProtocol.OFF) {
            NotYet.say(section, "proxy-protocol");
        }
        if (!section.strings("trusted", List.of()).isEmpty()) {
            NotYet.say(section, "trusted");
        }
        if (section.optionalString("websocket-path").isPresent()) {
            NotYet.say(section, "websocket-path");
        }
    }

    private Optional<ListenerTls> tls(Section section) {
        if (!section.has("certificate") && !section.has("key")) {
            section.problem("certificate", "is missing, and so is the key", "name a PEM certificate and its PEM key");
        }
        Optional<Path> certificate = files.certificates(section, "certificate");
        Optional<Path> key = files.key(section, "key");
        Optional<Path> clientCa = files.certificates(section, "client-ca");
        Optional<Path> crl = files.crls(section, "crl");
        if (section.has("crl") && !section.has("client-ca")) {
            section.problem("crl", "is there without client-ca, whose list it is", "name client-ca");
        }
        ListenerTls.ClientAuth clientAuth =
                section.word("client-auth", ListenerTls.ClientAuth.class, fallback(section));
        if (clientAuth != ListenerTls.ClientAuth.NONE && !section.has("client-ca")) {
            section.problem(
                    "client-auth", "certificates of devices cannot be verified without client-ca", "name client-ca");
        }
        section.end();
        boolean complete = KeyFileCheck.belongTogether(section, certificate, key);
        if (certificate.isEmpty() || key.isEmpty() || !complete || section.has("crl") != crl.isPresent()) {
            return Optional.empty();
        }
        ListenerTls tls = new ListenerTls(certificate.get(), key.get(), clientCa, crl, clientAuth);
        try {
            TlsContexts.listener(tls);
        } catch (GeneralSecurityException unusable) {
            section.problem(
                    "certificate",
                    "certificate and key cannot be used: " + unusable.getMessage(),
                    "name a PEM certificate and the PEM key that belongs to it");
        }
        return Optional.of(tls);
    }

    /** A CA for devices is named to be used. */
    private static ListenerTls.ClientAuth fallback(Section section) {
        return section.has("client-ca") ? ListenerTls.ClientAuth.REQUIRE : ListenerTls.ClientAuth.NONE;
    }
}
