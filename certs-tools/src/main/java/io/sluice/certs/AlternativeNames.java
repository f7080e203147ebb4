/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;

/**
 * Whom a certificate is for: its subject alternative names (RFC 5280, section 4.2.1.6). Nothing here asks DNS.
 *
 * @param dns host names (RFC 1123), also with {@code *} for the first label
 * @param addresses IPv4 and IPv6
 * @param uris absolute
 */
public record AlternativeNames(List<String> dns, List<InetAddress> addresses, List<String> uris) {
    private static final int DNS = 2;
    private static final int URI_NAME = 6;
    private static final int ADDRESS = 7;
    private static final int LONGEST_URI = 255;

    public AlternativeNames {
        dns = List.copyOf(dns);
        addresses = List.copyOf(addresses);
        uris = List.copyOf(uris);
    }

    /** Those of a server by what people type; one for which no host was given is dialled by its own name. */
    public static AlternativeNames ofServer(String name, List<String> hosts, List<String> ips) throws Refusal {
        List<String> dns = hosts(hosts);
        List<InetAddress> addresses = addresses(ips);
        if (hosts.isEmpty()) {
            if (HostNames.isLikeIpv4(name)) {
                addresses.add(HostNames.address(name));
            } else if (HostNames.isHost(name)) {
                dns.add(name);
            } else if (ips.isEmpty()) {
                throw new Refusal("\"" + name + "\" is no host name; say with --dns or --ip what clients dial");
            }
        }
        return new AlternativeNames(dns, addresses, List.of());
    }

    /** Those of a client by what people type; one for which nothing was given has a URI of its own name. */
    public static AlternativeNames ofClient(String name, List<String> hosts, List<String> ips, List<String> uris)
            throws Refusal {
        if (hosts.isEmpty() && ips.isEmpty() && uris.isEmpty()) {
            return ofClient(name);
        }
        for (String uri : uris) {
            if (!isUri(uri)) {
                throw new Refusal("--uri \"" + uri.replaceAll("\\p{Cntrl}", "?") + "\" is no absolute URI of at most "
                        + LONGEST_URI + " characters");
            }
        }
        return new AlternativeNames(hosts(hosts), addresses(ips), uris);
    }

    static AlternativeNames ofClient(String name) {
        // A DNS name would be under the CA's name constraints, and a device has no host name to show.
        return new AlternativeNames(List.of(), List.of(), List.of("urn:sluice:client:" + name));
    }

    /** Those that a certificate has. */
    static AlternativeNames of(X509Certificate certificate) throws CertificateParsingException {
        List<String> dns = new ArrayList<>();
        List<InetAddress> addresses = new ArrayList<>();
        List<String> uris = new ArrayList<>();
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        for (List<?> name : names == null ? List.<List<?>>of() : names) {
            String value = String.valueOf(name.get(1));
            switch ((Integer) name.get(0)) {
                case DNS -> dns.add(value);
                case URI_NAME -> uris.add(value);
                case ADDRESS -> addresses.add(literal(value));
                default -> throw new CertificateParsingException("a kind of name that is not made here: " + name);
            }
        }
        return new AlternativeNames(dns, addresses, uris);
    }

    /** As they stand in a certificate. */
    List<GeneralName> encoded() {
        List<GeneralName> names = new ArrayList<>();
        dns.forEach(name -> names.add(new GeneralName(GeneralName.dNSName, name)));
        addresses.forEach(
                address -> names.add(new GeneralName(GeneralName.iPAddress, new DEROctetString(address.getAddress()))));
        uris.forEach(uri -> names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri)));
        return names;
    }

    private static InetAddress literal(String address) throws CertificateParsingException {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException noLiteral) {
            throw new CertificateParsingException(noLiteral);
        }
    }

    private static List<String> hosts(List<String> hosts) throws Refusal {
        for (String host : hosts) {
            if (!HostNames.isHost(host)) {
                throw new Refusal("--dns \"" + host + "\" is no host name"
                        + (HostNames.isLikeIpv4(host) ? "; addresses go with --ip" : ""));
            }
        }
        return new ArrayList<>(hosts);
    }

    private static List<InetAddress> addresses(List<String> ips) throws Refusal {
        List<InetAddress> addresses = new ArrayList<>();
        for (String ip : ips) {
            addresses.add(HostNames.address(ip));
        }
        return addresses;
    }

    private static boolean isUri(String text) {
        try {
            return text.length() <= LONGEST_URI
                    && new URI(text).isAbsolute()
                    && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
        } catch (URISyntaxException noUri) {
            return false;
        }
    }
}
