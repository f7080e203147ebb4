/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code host:port} or {@code [v6]:port} as people write it.
 *
 * @param host without brackets
 * @param port 0 to 65,535
 */
public record HostAndPort(String host, int port) {
    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:/\\s]+)):(\\d{1,5})");

    /** Reads the text, empty when it has another form or the port is out of range. */
    public static Optional<HostAndPort> parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = Integer.parseInt(matcher.group(3));
        String host = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return port > 65_535 ? Optional.empty() : Optional.of(new HostAndPort(host, port));
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
