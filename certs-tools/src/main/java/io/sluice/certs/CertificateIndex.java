/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * All that a CA has issued, in the form of openssl's {@code index.txt} (openssl-ca(1)): {@code openssl ocsp -index} serves it as
 * it is.
 */
public record CertificateIndex(List<IndexEntry> entries) {
    static final CertificateIndex EMPTY = new CertificateIndex(List.of());

    public CertificateIndex {
        entries = List.copyOf(entries);
    }

    /** Reads an index; a file that is not there is one of nothing. */
    static CertificateIndex read(Path file) throws IOException {
        if (Files.notExists(file)) {
            return EMPTY;
        }
        List<IndexEntry> entries = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
            number++;
            try {
                entries.add(IndexEntry.parse(line));
            } catch (IllegalArgumentException damaged) {
                throw new IOException(
                        file + ":" + number + " " + damaged.getMessage() + "; bring back a copy of the file");
            }
        }
        return new CertificateIndex(entries);
    }

    byte[] encoded() {
        return entries.stream()
                .map(entry -> entry.line() + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII);
    }

    CertificateIndex with(IndexEntry entry) {
        List<IndexEntry> more = new ArrayList<>(entries);
        more.add(entry);
        return new CertificateIndex(more);
    }

    /** The same with each entry replaced by another. */
    CertificateIndex map(UnaryOperator<IndexEntry> change) {
        return new CertificateIndex(entries.stream().map(change).toList());
    }

    /** Those that were issued for a name, the one that ends last first. */
    List<IndexEntry> of(String name) {
        return entries.stream()
                .filter(entry -> entry.name().equals(name))
                .sorted(Comparator.comparing(IndexEntry::notAfter).reversed())
                .toList();
    }

    Optional<IndexEntry> of(java.math.BigInteger serial) {
        return entries.stream().filter(entry -> entry.serial().equals(serial)).findFirst();
    }
}
