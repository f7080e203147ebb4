/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CRL;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a person wants to know of a list of what a CA has revoked. */
final class ListReport {
    private static final int SOON_DAYS = 30;

    private final X509CRL list;
    private final Instant now;

    private ListReport(X509CRL list, Instant now) {
        this.list = list;
        this.now = now;
    }

    /** The lists of a file, none if it holds none. */
    static List<ListReport> of(Path file, Instant now) {
        List<ListReport> reports = new ArrayList<>();
        try (InputStream in = Files.newInputStream(file)) {
            for (CRL list : CertificateFactory.getInstance("X.509").generateCRLs(in)) {
                reports.add(new ListReport((X509CRL) list, now));
            }
            return reports;
        } catch (IOException | CertificateException | CRLException noList) {
            return List.of();
        }
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("list of:  " + list.getIssuerX500Principal().getName().replaceAll("\\p{Cntrl}", "?"));
        lines.add("valid:    " + list.getThisUpdate().toInstant() + " to "
                + end().map(Instant::toString).orElse("no end"));
        lines.add("revoked:  "
                + (list.getRevokedCertificates() == null
                        ? 0
                        : list.getRevokedCertificates().size()));
        lines.add("signed:   " + list.getSigAlgName());
        problem().ifPresent(problem -> lines.add("problem:  " + problem));
        return lines;
    }

    /** What is wrong with it, or soon will be. */
    Optional<String> problem() {
        Optional<Instant> end = end();
        if (end.isEmpty()) {
            return Optional.empty();
        }
        if (now.isAfter(end.get())) {
            return Optional.of(
                    "it ended " + end.get() + ": who checks lets nobody in; write a new one: sluice certs crl");
        }
        return Duration.between(now, end.get()).toDays() < SOON_DAYS
                ? Optional.of("it ends " + end.get() + ": write a new one before: sluice certs crl")
                : Optional.empty();
    }

    private Optional<Instant> end() {
        return Optional.ofNullable(list.getNextUpdate()).map(date -> date.toInstant());
    }
}
