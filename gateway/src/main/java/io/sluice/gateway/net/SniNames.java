/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which certificate is for the name that a device asks for (RFC 6066, section 3): one that holds it before one with a wildcard
 * in the place of its first label (RFC 6125, section 6.4.3), and of several the first.
 *
 * @param <T> what stands for a certificate
 */
final class SniNames<T> {
    private static final Integer DNS_NAME = 2;
    private static final String WILDCARD = "*.";

    private final Map<String, T> byName = new HashMap<>();

    /** Adds a certificate, behind those before it. */
    SniNames<T> add(X509Certificate certificate, T value) {
        dnsNames(certificate).forEach(name -> byName.putIfAbsent(name, value));
        return this;
    }

    /** The one for a name, empty if there is none. */
    Optional<T> lookup(String name) {
        String asked = name.toLowerCase(Locale.ROOT);
        int dot = asked.indexOf('.');
        return Optional.ofNullable(byName.get(asked))
                .or(() -> dot > 0
                        ? Optional.ofNullable(byName.get(WILDCARD + asked.substring(dot + 1)))
                        : Optional.empty());
    }

    /** The DNS names of a certificate, in small letters. */
    static List<String> dnsNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> name : alternatives) {
                    if (DNS_NAME.equals(name.get(0)) && name.get(1) instanceof String dns) {
                        names.add(dns.toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException broken) {
            return List.of();
        }
        return names;
    }
}
