/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.sluice.certs.AlternativeNames;
import io.sluice.certs.EndEntity;
import io.sluice.certs.Issuing;
import io.sluice.certs.KeyKind;
import io.sluice.certs.Purpose;
import io.sluice.certs.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Devices in a table (RFC 4180) with a header line. All of it is checked before anything is made of it. */
final class DeviceTable {
    private static final Set<String> COLUMNS = Set.of("name", "dns", "ip", "uri", "days");
    private static final int MOST = 10_000;

    private final KeyKind keys;
    private final int days;
    private final Optional<char[]> passphrase;

    /**
     * @param days of devices for which the table says nothing
     */
    DeviceTable(KeyKind keys, int days, Optional<char[]> passphrase) {
        this.keys = keys;
        this.days = days;
        this.passphrase = passphrase;
    }

    List<Issuing.Wanted> read(Path file) throws Refusal {
        List<Issuing.Wanted> wanted = new ArrayList<>();
        Map<String, Long> lines = new HashMap<>();
        try (CsvReader<NamedCsvRecord> rows = CsvReader.builder()
                // Spreadsheets put one in front.
                .detectBomHeader(true)
                .allowUnclosedQuote(false)
                .ofNamedCsvRecord(file)) {
            for (NamedCsvRecord row : rows) {
                String at = file + ":" + row.getStartingLineNumber() + " ";
                try {
                    Issuing.Wanted device = device(row);
                    Long before = lines.putIfAbsent(device.name(), row.getStartingLineNumber());
                    if (before != null) {
                        throw new Refusal("\"" + device.name() + "\" is in line " + before + " already");
                    }
                    wanted.add(device);
                } catch (Refusal refused) {
                    throw new Refusal(at + refused.getMessage(), refused);
                }
                if (wanted.size() > MOST) {
                    throw new Refusal(file + " has more than " + MOST + " devices");
                }
            }
        } catch (CsvParseException | UncheckedIOException | IOException unreadable) {
            throw new Refusal(file + " cannot be read as a table: " + unreadable.getMessage(), unreadable);
        }
        if (wanted.isEmpty()) {
            throw new Refusal(file + " has no device behind its header line");
        }
        return wanted;
    }

    private Issuing.Wanted device(NamedCsvRecord row) throws Refusal {
        Set<String> unknown = new TreeSet<>(row.getHeader());
        unknown.removeAll(COLUMNS);
        if (!unknown.isEmpty() || !row.getHeader().contains("name")) {
            throw new Refusal("the header line has to name columns of name, dns, ip, uri, days, and name at least"
                    + (unknown.isEmpty() ? "" : "; it has " + String.join(", ", unknown))
                            .replaceAll("\\p{Cntrl}", "?"));
        }
        if (row.getFieldCount() > row.getHeader().size()) {
            throw new Refusal("there are more columns than in the header line");
        }
        String name = Issuing.requireName(text(row, "name"));
        AlternativeNames names =
                AlternativeNames.ofClient(name, several(row, "dns"), several(row, "ip"), several(row, "uri"));
        return new Issuing.Wanted(
                name, "devices/" + name, new EndEntity(name, names, Purpose.CLIENT), keys, days(row), passphrase);
    }

    private int days(NamedCsvRecord row) throws Refusal {
        String text = text(row, "days");
        if (text.isEmpty()) {
            return days;
        }
        if (!text.matches("\\d{1,6}")) {
            throw new Refusal("days is no number");
        }
        return Typed.days("days", Integer.parseInt(text));
    }

    private static List<String> several(NamedCsvRecord row, String column) {
        String text = text(row, column);
        return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
    }

    private static String text(NamedCsvRecord row, String column) {
        return row.findField(column).orElse("").strip();
    }
}
