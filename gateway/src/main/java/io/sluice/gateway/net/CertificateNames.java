/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.util.NetUtil;
import io.sluice.policy.DeviceCertificate;
import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The names in a certificate: subject, common name, and the subject alternative names that can be written as text. */
final class CertificateNames {
    /** DNS names, URIs and mail addresses (RFC 5280, section 4.2.1.6: GeneralName choices 2, 6 and 1). */
    private static final List<Integer> TEXT_NAMES = List.of(1, 2, 6);

    private static final int IP_ADDRESS = 7;

    private CertificateNames() {}

    static DeviceCertificate of(X509Certificate certificate) {
        String subject = subject(certificate);
        String commonName = commonName(subject);
        List<String> names = new ArrayList<>();
        if (!commonName.isEmpty()) {
            names.add(commonName);
        }
        names.addAll(alternativeNames(certificate));
        return new DeviceCertificate(subject, commonName, List.copyOf(names));
    }

    /** The subject as text (RFC 2253). */
    static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    /** The most specific common name, empty where there is none. */
    private static String commonName(String subject) {
        try {
            List<Rdn> parts = new LdapName(subject).getRdns();
            for (int i = parts.size() - 1; i >= 0; i--) {
                if (parts.get(i).getType().equalsIgnoreCase("CN")
                        && parts.get(i).getValue() instanceof String name) {
                    return name;
                }
            }
        } catch (InvalidNameException notAName) {
            // A subject that is no distinguished name has no common name in it.
            return "";
        }
        return "";
    }

    private static List<String> alternativeNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> name : alternatives) {
                    if (name.get(1) instanceof String text) {
                        text(name.get(0), text).ifPresent(names::add);
                    }
                }
            }
        } catch (CertificateParsingException broken) {
            // A certificate whose alternative names cannot be read has none that a rule could match.
            return List.of();
        }
        return names;
    }

    private static Optional<String> text(Object choice, String name) {
        if (TEXT_NAMES.contains(choice)) {
            return Optional.of(name);
        }
        if (!choice.equals(IP_ADDRESS)) {
            return Optional.empty();
        }
        // One way to write an IPv6 address, the one that people use (RFC 5952).
        return Optional.ofNullable(NetUtil.createInetAddressFromIpAddressString(name))
                .map((InetAddress address) -> NetUtil.toAddressString(address));
    }
}
