/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which live sessions are shown, and in which order. */
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class FlowChoice {
    /** What sessions can be ordered by. */
    enum Sort {
        bytes,
        messages,
        denials
    }

    @Option(
            names = "--sort",
            paramLabel = "BY",
            description = "Largest first: ${COMPLETION-CANDIDATES}. Otherwise the oldest.")
    private @Nullable Sort sort;

    @Option(names = "--source", paramLabel = "CIDR", description = "Devices of this address or range.")
    private @Nullable String source;

    @Option(names = "--class", paramLabel = "NAME", description = "Sessions of this class; * and ? as in rules.")
    private @Nullable String className;

    @Option(names = "--client-id", paramLabel = "ID", description = "Sessions of this client id; * and ? as in rules.")
    private @Nullable String clientId;

    @Option(names = "--limit", paramLabel = "N", description = "So many at most.")
    private @Nullable Integer limit;

    /** The path that asks for them. */
    String path(String format) {
        return path(format, 0);
    }

    /** @param most where nobody has said how many; 0 for all */
    String path(String format, int most) {
        StringJoiner query = new StringJoiner("&", "/flows?", "");
        add(query, "format", format);
        add(query, "sort", sort == null ? null : sort.name().toLowerCase(Locale.ROOT));
        add(query, "source", source);
        add(query, "class", className);
        add(query, "client-id", clientId);
        Integer bound = limit == null && most > 0 ? Integer.valueOf(most) : limit;
        add(query, "limit", bound == null ? null : bound.toString());
        return query.toString();
    }

    private static void add(StringJoiner query, String name, @Nullable String value) {
        if (value != null) {
            query.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8));
        }
    }
}
