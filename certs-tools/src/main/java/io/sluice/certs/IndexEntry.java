/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * One certificate in the index of a CA.
 *
 * @param serial its serial number
 * @param notAfter when it ends
 * @param revoked since when and why nobody is to accept it
 * @param file where it was written, relative to the CA's folder; a later one may stand there now
 * @param subject its subject in openssl's one-line form
 */
public record IndexEntry(BigInteger serial, Instant notAfter, Optional<Revoked> revoked, String file, String subject) {
    private static final int COLUMNS = 6;
    private static final DateTimeFormatter UTC_TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter GENERALIZED_TIME =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    /** From here on a time has its century (RFC 5280, section 4.1.2.5). */
    private static final Instant FAR = Instant.parse("2050-01-01T00:00:00Z");

    private static final int UTC_TIME_LENGTH = 13;

    /** That a certificate is good no more. */
    public record Revoked(Instant at, RevocationReason reason) {}

    /** The name of whom it was issued for, as its file is named. */
    public String name() {
        String last = file.substring(file.lastIndexOf('/') + 1);
        return last.endsWith(CaFiles.CERTIFICATE)
                ? last.substring(0, last.length() - CaFiles.CERTIFICATE.length())
                : last;
    }

    IndexEntry revoke(Instant at, RevocationReason reason) {
        return new IndexEntry(serial, notAfter, Optional.of(new Revoked(at, reason)), file, subject);
    }

    /** A line as openssl's {@code ca} and {@code ocsp} commands read it. */
    String line() {
        String hex = serial.toString(16).toUpperCase(Locale.ROOT);
        return String.join(
                "\t",
                revoked.isPresent() ? "R" : "V",
                time(notAfter),
                revoked.map(since -> time(since.at()) + "," + since.reason()).orElse(""),
                hex.length() % 2 == 0 ? hex : "0" + hex,
                file,
                subject);
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException when it is none, with the reason
     */
    static IndexEntry parse(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("has " + columns.length + " columns instead of " + COLUMNS);
        }
        try {
            Optional<Revoked> revoked =
                    switch (columns[0]) {
                        // E is what openssl writes for one that has expired.
                        case "V", "E" -> Optional.empty();
                        case "R" -> Optional.of(revoked(columns[2]));
                        default -> throw new IllegalArgumentException("begins with neither V, R nor E");
                    };
            return new IndexEntry(new BigInteger(columns[3], 16), instant(columns[1]), revoked, columns[4], columns[5]);
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException("has a time that is none", noTime);
        }
    }

    private static Revoked revoked(String column) {
        int comma = column.indexOf(',');
        String reason = comma < 0 ? "unspecified" : column.substring(comma + 1);
        return new Revoked(
                instant(comma < 0 ? column : column.substring(0, comma)),
                RevocationReason.of(reason)
                        .orElseThrow(() -> new IllegalArgumentException("has an unknown reason: " + reason)));
    }

    private static String time(Instant instant) {
        return (instant.isBefore(FAR) ? UTC_TIME : GENERALIZED_TIME).format(instant);
    }

    private static Instant instant(String text) {
        return (text.length() == UTC_TIME_LENGTH ? UTC_TIME : GENERALIZED_TIME).parse(text, Instant::from);
    }
}
