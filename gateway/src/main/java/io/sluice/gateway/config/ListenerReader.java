/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.gateway.key.KeyFiles;
import io.sluice.gateway.net.DeviceTls;
import io.sluice.gateway.net.HostAndPort;
import io.sluice.gateway.net.ListenerTls;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;
import java.nio.file.Path;
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

    /** Whether a certificate that names a responder is shown with its answer. */
    private enum OcspStapling {
        AUTO,
        OFF
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
        Optional<KeyFiles> own = own(section, false);
        List<Section> sni = section.sections("sni");
        List<KeyFiles> others = sni.stream()
                .flatMap(other -> {
                    Optional<KeyFiles> named = own(other, true);
                    other.end();
                    return named.stream();
                })
                .toList();
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
        boolean staples = section.word("ocsp-stapling", OcspStapling.class, OcspStapling.AUTO) == OcspStapling.AUTO;
        section.end();
        boolean complete = section.has("client-ca") == clientCa.isPresent() && section.has("crl") == crl.isPresent();
        if (own.isEmpty() || others.size() != sni.size() || !complete) {
            return Optional.empty();
        }
        return Optional.of(new ListenerTls(own.get(), others, clientCa, crl, clientAuth, staples));
    }

    /** @param isAskedForByName rather than shown to whoever asks for no other */
    private Optional<KeyFiles> own(Section section, boolean isAskedForByName) {
        Optional<KeyFiles> own = files.own(section);
        Optional<String> unusable = own.flatMap(named -> DeviceTls.problem(named, isAskedForByName));
        unusable.ifPresent(
                what -> section.problem("certificate", what, "name one for a DNS name, with an EC or RSA key"));
        return own.filter(named -> unusable.isEmpty());
    }

    /** A CA for devices is named to be used. */
    private static ListenerTls.ClientAuth fallback(Section section) {
        return section.has("client-ca") ? ListenerTls.ClientAuth.REQUIRE : ListenerTls.ClientAuth.NONE;
    }
}
