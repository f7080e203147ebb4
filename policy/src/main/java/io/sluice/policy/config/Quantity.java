/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.Rate;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts with units, as HOCON writes them ("Units format", "Size in bytes format"), and rates. */
final class Quantity {
    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([A-Za-z]*)");
    private static final BigInteger KIB = BigInteger.valueOf(1024);
    private static final BigInteger KB = BigInteger.valueOf(1000);

    /** Nanoseconds; {@code min} is not in HOCON, but it is what people write. */
    private static final Map<String, Long> TIMES = Map.ofEntries(
            Map.entry("ns", 1L),
            Map.entry("us", 1_000L),
            Map.entry("", 1_000_000L),
            Map.entry("ms", 1_000_000L),
            Map.entry("s", 1_000_000_000L),
            Map.entry("second", 1_000_000_000L),
            Map.entry("m", 60_000_000_000L),
            Map.entry("min", 60_000_000_000L),
            Map.entry("minute", 60_000_000_000L),
            Map.entry("h", 3_600_000_000_000L),
            Map.entry("hour", 3_600_000_000_000L),
            Map.entry("d", 86_400_000_000_000L),
            Map.entry("day", 86_400_000_000_000L),
            Map.entry("millisecond", 1_000_000L),
            Map.entry("milli", 1_000_000L),
            Map.entry("microsecond", 1_000L),
            Map.entry("micro", 1_000L),
            Map.entry("nanosecond", 1L),
            Map.entry("nano", 1L));

    private static final Map<String, BigInteger> SIZES = Map.ofEntries(
            Map.entry("", BigInteger.ONE),
            Map.entry("B", BigInteger.ONE),
            Map.entry("b", BigInteger.ONE),
            Map.entry("byte", BigInteger.ONE),
            Map.entry("bytes", BigInteger.ONE),
            Map.entry("K", KIB),
            Map.entry("k", KIB),
            Map.entry("Ki", KIB),
            Map.entry("KiB", KIB),
            Map.entry("kibibyte", KIB),
            Map.entry("kibibytes", KIB),
            Map.entry("kB", KB),
            Map.entry("kilobyte", KB),
            Map.entry("kilobytes", KB),
            Map.entry("M", KIB.pow(2)),
            Map.entry("m", KIB.pow(2)),
            Map.entry("Mi", KIB.pow(2)),
            Map.entry("MiB", KIB.pow(2)),
            Map.entry("mebibyte", KIB.pow(2)),
            Map.entry("mebibytes", KIB.pow(2)),
            Map.entry("MB", KB.pow(2)),
            Map.entry("megabyte", KB.pow(2)),
            Map.entry("megabytes", KB.pow(2)),
            Map.entry("G", KIB.pow(3)),
            Map.entry("g", KIB.pow(3)),
            Map.entry("Gi", KIB.pow(3)),
            Map.entry("GiB", KIB.pow(3)),
            Map.entry("gibibyte", KIB.pow(3)),
            Map.entry("gibibytes", KIB.pow(3)),
            Map.entry("GB", KB.pow(3)),
            Map.entry("gigabyte", KB.pow(3)),
            Map.entry("gigabytes", KB.pow(3)));

    private static final Map<String, Duration> PERIODS = Map.of(
            "s", Duration.ofSeconds(1),
            "min", Duration.ofMinutes(1),
            "h", Duration.ofHours(1));

    private Quantity() {}

    static Optional<Duration> duration(String text) {
        Matcher amount = AMOUNT.matcher(text.strip());
        if (!amount.matches()) {
            return Optional.empty();
        }
        String unit = amount.group(2);
        Long nanos = TIMES.get(unit);
        if (nanos == null && unit.endsWith("s") && unit.length() > 3) {
            nanos = TIMES.get(unit.substring(0, unit.length() - 1));
        }
        if (nanos == null) {
            return Optional.empty();
        }
        BigDecimal total = new BigDecimal(amount.group(1)).multiply(BigDecimal.valueOf(nanos));
        BigInteger[] seconds = total.toBigInteger().divideAndRemainder(BigInteger.valueOf(1_000_000_000));
        // Anything longer than the age of the universe is out of every range alike.
        long whole = seconds[0].min(BigInteger.valueOf(Long.MAX_VALUE / 1_000)).longValue();
        return Optional.of(Duration.ofSeconds(whole, seconds[1].longValue()));
    }

    /** Bytes. */
    static Optional<BigInteger> size(String text) {
        Matcher amount = AMOUNT.matcher(text.strip());
        if (!amount.matches()) {
            return Optional.empty();
        }
        return Optional.ofNullable(SIZES.get(amount.group(2))).map(unit -> new BigDecimal(amount.group(1))
                .multiply(new BigDecimal(unit))
                .toBigInteger());
    }

    /** Such as {@code 20/s}, {@code 600/min} or {@code 5/h}. */
    static Optional<Rate> rate(String text) {
        return rate(text, false);
    }

    /** Such as {@code 64KiB/s}. */
    static Optional<Rate> byteRate(String text) {
        return rate(text, true);
    }

    private static Optional<Rate> rate(String text, boolean bytes) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return Optional.empty();
        }
        String amount = text.substring(0, slash).strip();
        Duration period = PERIODS.get(text.substring(slash + 1).strip());
        if (period == null || (!bytes && !amount.chars().allMatch(c -> c >= '0' && c <= '9'))) {
            return Optional.empty();
        }
        return size(amount)
                .filter(permits -> permits.signum() > 0 && permits.bitLength() < Long.SIZE)
                .map(permits -> new Rate(permits.longValue(), period));
    }

    /** As an operator would write it. */
    static String sizeText(long bytes) {
        if (bytes > 0 && bytes % (1 << 20) == 0) {
            return (bytes >> 20) + "MiB";
        }
        return bytes > 0 && bytes % (1 << 10) == 0 ? (bytes >> 10) + "KiB" : Long.toString(bytes);
    }

    static String durationText(Duration duration) {
        if (duration.toMillis() % 1_000 != 0) {
            return duration.toMillis() + "ms";
        }
        long seconds = duration.toSeconds();
        if (seconds > 0 && seconds % 3_600 == 0) {
            return seconds / 3_600 + "h";
        }
        return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "min" : seconds + "s";
    }

    static String byteRateText(Rate rate) {
        String text = rate.toString();
        return sizeText(rate.permits()) + text.substring(text.indexOf('/'));
    }

    static String word(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
