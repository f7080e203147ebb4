/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.flow.FlowRecord;
import io.sluice.policy.Glob;
import io.sluice.policy.net.AddressRange;
import io.sluice.policy.net.InvalidAddressRange;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which live connections somebody wants to see, in which order.
 *
 * @param sort the largest first; the oldest first where there is none
 * @param limit how many at most
 * @param asTable for people, not JSON
 */
public record FlowQuery(
        Optional<AddressRange> source,
        Optional<Glob> className,
        Optional<Glob> clientId,
        Optional<Sort> sort,
        int limit,
        boolean asTable) {
    private static final Set<String> PARAMETERS = Set.of("source", "class", "client-id", "sort", "limit", "format");

    /** What connections can be ordered by. */
    public enum Sort {
        BYTES,
        MESSAGES,
        DENIALS;

        private long figure(FlowRecord flow) {
            return switch (this) {
                case BYTES -> bytes(flow);
                case MESSAGES -> messages(flow);
                case DENIALS -> denials(flow);
            };
        }
    }

    /**
     * Reads the parameters of a request.
     *
     * @throws IllegalArgumentException with what is wrong, for people
     */
    static FlowQuery of(Map<String, List<String>> parameters) {
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            if (!PARAMETERS.contains(parameter.getKey()) || parameter.getValue().size() != 1) {
                throw new IllegalArgumentException("unknown or repeated: \"" + parameter.getKey() + "\"; there are "
                        + String.join(", ", PARAMETERS.stream().sorted().toList()));
            }
        }
        return new FlowQuery(
                value(parameters, "source").map(FlowQuery::range),
                value(parameters, "class").map(Glob::new),
                value(parameters, "client-id").map(Glob::new),
                value(parameters, "sort").map(FlowQuery::sort),
                value(parameters, "limit").map(FlowQuery::limit).orElse(Integer.MAX_VALUE),
                value(parameters, "format").map(FlowQuery::isTable).orElse(false));
    }

    private static Optional<String> value(Map<String, List<String>> parameters, String name) {
        return Optional.ofNullable(parameters.get(name)).map(values -> values.get(0));
    }

    private static AddressRange range(String text) {
        try {
            return AddressRange.parse(text);
        } catch (InvalidAddressRange invalid) {
            throw new IllegalArgumentException("source: " + invalid.getMessage(), invalid);
        }
    }

    private static Sort sort(String text) {
        try {
            return Sort.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("sort by bytes, messages or denials", unknown);
        }
    }

    private static int limit(String text) {
        int limit;
        try {
            limit = Integer.parseInt(text);
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("limit is no number", noNumber);
        }
        if (limit < 0) {
            throw new IllegalArgumentException("limit is below 0");
        }
        return limit;
    }

    private static boolean isTable(String text) {
        if (!text.equals("table") && !text.equals("json")) {
            throw new IllegalArgumentException("format is json or table");
        }
        return text.equals("table");
    }

    /** Those of the records that are wanted. */
    public List<FlowRecord> select(Stream<FlowRecord> flows) {
        Comparator<FlowRecord> order = sort.<Comparator<FlowRecord>>map(
                        by -> Comparator.comparingLong(by::figure).reversed())
                .orElse(Comparator.comparing(FlowRecord::start));
        return flows.filter(this::wants)
                .sorted(order.thenComparing(FlowRecord::id))
                .limit(limit)
                .toList();
    }

    private boolean wants(FlowRecord flow) {
        return source.map(range -> range.contains(flow.device().getAddress())).orElse(true)
                && className
                        .map(glob -> glob.matches(flow.className().orElse("")))
                        .orElse(true)
                && clientId.map(glob -> glob.matches(
                                flow.client().map(Flow.Client::clientId).orElse("")))
                        .orElse(true);
    }

    static long bytes(FlowRecord flow) {
        return flow.totals().bytesFromDevice() + flow.totals().bytesToDevice();
    }

    static long messages(FlowRecord flow) {
        return flow.totals().publishesFromDevice() + flow.totals().publishesToDevice();
    }

    static long denials(FlowRecord flow) {
        return Stream.of(
                        flow.verdicts().dropped(),
                        flow.verdicts().refused(),
                        flow.verdicts().disconnected())
                .flatMap(counts -> counts.values().stream())
                .mapToLong(Long::longValue)
                .sum();
    }
}
