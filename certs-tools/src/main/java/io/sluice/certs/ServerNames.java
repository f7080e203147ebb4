/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The names and addresses that clients dial a server by, read from what people type. Nothing here asks DNS.
 *
 * @param dns host names (RFC 1123), also with {@code *} for the first label
 */
record ServerNames(List<String> dns, List<InetAddress> addresses) {
    private static final int LONGEST_HOST = 253;
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");
    // Four decimal numbers and nothing else: the JDK would read "1" as 0.0.0.1, and look "999.1.1.1" up.
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern LIKE_IPV4 = Pattern.compile("[0-9.]+");
    private static final Pattern LIKE_IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    ServerNames {
        dns = List.copyOf(dns);
        addresses = List.copyOf(addresses);
    }

    /** Reads what was given; a server for which no host was given is dialled by its own name. */
    static ServerNames of(String name, List<String> hosts, List<String> ips) throws Refusal {
        List<String> dns = new ArrayList<>();
        List<InetAddress> addresses = new ArrayList<>();
        for (String ip : ips) {
            addresses.add(address(ip));
        }
        for (String host : hosts) {
            if (!isHost(host)) {
                throw new Refusal("--dns \"" + host + "\" is no host name"
                        + (LIKE_IPV4.matcher(host).matches() ? "; addresses go with --ip" : ""));
            }
            dns.add(host);
        }
        if (hosts.isEmpty()) {
            if (LIKE_IPV4.matcher(name).matches()) {
                addresses.add(address(name));
            } else if (isHost(name)) {
                dns.add(name);
            } else if (ips.isEmpty()) {
                throw new Refusal("\"" + name + "\" is no host name; say with --dns or --ip what clients dial");
            }
        }
        return new ServerNames(dns, addresses);
    }

    private static boolean isHost(String text) {
        return text.length() <= LONGEST_HOST
                && HOST.matcher(text).matches()
                && !LIKE_IPV4.matcher(text).matches();
    }

    private static InetAddress address(String text) throws Refusal {
        try {
            if (IPV4.matcher(text).matches()) {
                return InetAddress.getByName(text);
            }
            if (LIKE_IPV6.matcher(text).matches()) {
                // In brackets it is an IPv6 literal or an error, and never a name to look up.
                return InetAddress.getByName("[" + text + "]");
            }
        } catch (UnknownHostException noLiteral) {
            throw new Refusal("\"" + text + "\" is no IP address", noLiteral);
        }
        throw new Refusal("\"" + text + "\" is no IP address");
    }
}
