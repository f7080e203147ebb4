/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** Names of hosts and addresses, told apart without asking DNS. */
final class HostNames {
    private static final int LONGEST_HOST = 253;
    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?" + LABEL + "(\\." + LABEL + ")*");
    // Four decimal numbers and nothing else: the JDK would read "1" as 0.0.0.1, and look "999.1.1.1" up.
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern LIKE_IPV4 = Pattern.compile("[0-9.]+");
    private static final Pattern LIKE_IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private HostNames() {}

    /** Whether a text is a host name (RFC 1123), also with {@code *} for the first label. */
    static boolean isHost(String text) {
        return text.length() <= LONGEST_HOST
                && HOST.matcher(text).matches()
                && !LIKE_IPV4.matcher(text).matches();
    }

    /** Whether a text was meant as an address. */
    static boolean isLikeIpv4(String text) {
        return LIKE_IPV4.matcher(text).matches();
    }

    static InetAddress address(String text) throws Refusal {
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
