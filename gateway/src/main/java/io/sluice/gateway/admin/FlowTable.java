/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.admin;

import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.flow.FlowRecord;
import io.sluice.gateway.net.HostAndPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Live connections as a table for people. */
public final class FlowTable {
    private static final List<String> HEAD = List.of(
            "SOURCE", "CLIENT ID", "CLASS", "BROKER", "FOR", "IN", "OUT", "SENT", "RECEIVED", "TOPICS", "DENIED");

    /** The first columns are text, the others numbers. */
    private static final int TEXTS = 4;

    /** Characters of a text; a client id may have 65,535. */
    private static final int WIDEST = 40;

    private FlowTable() {}

    /** Lines, each with its end: the columns' names, then a connection each. */
    public static String of(List<FlowRecord> flows) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        flows.forEach(flow -> rows.add(row(flow)));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], length(row.get(i)));
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String space = " ".repeat(widths[i] - length(row.get(i)));
                line.append(i < TEXTS ? row.get(i) + space : space + row.get(i)).append("  ");
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static List<String> row(FlowRecord flow) {
        String source = new HostAndPort(
                        flow.device().getAddress().getHostAddress(),
                        flow.device().getPort())
                .toString();
        return List.of(
                source,
                shown(flow.client().map(Flow.Client::clientId).orElse("-")),
                shown(flow.className().orElse("-")),
                shown(flow.broker().orElse("-")),
                age(Duration.between(flow.start(), flow.end())),
                amount(flow.totals().bytesFromDevice()),
                amount(flow.totals().bytesToDevice()),
                Long.toString(flow.totals().publishesFromDevice()),
                Long.toString(flow.totals().publishesToDevice()),
                Long.toString(flow.totals().topicsFromDevice()),
                Long.toString(FlowQuery.denials(flow)));
    }

    /** A text of a device, fit for a terminal: nothing that turns its writing round or is not seen. */
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints()
                .limit(WIDEST)
                .forEach(character -> shown.appendCodePoint(isSeen(character) ? character : '?'));
        return length(text) > WIDEST ? shown.append('…').toString() : shown.toString();
    }

    private static boolean isSeen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    private static String age(Duration age) {
        long seconds = Math.max(0, age.toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        if (seconds < 7200) {
            return seconds / 60 + "m";
        }
        return seconds < 172_800 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }

    private static String amount(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double amount = bytes;
        int unit = 0;
        while (amount >= 1024 && unit < units.length - 1) {
            amount /= 1024;
            unit++;
        }
        return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", amount, units[unit]);
    }
}
