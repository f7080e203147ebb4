/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.sluice.certs.CertificateAuthority;
import io.sluice.certs.Pem;
import io.sluice.certs.Validity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class RenewableTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private Instant now = START;
    private Path file;
    private int reads;

    @BeforeEach
    void listen() throws Exception {
        said.start();
        ((Logger) LoggerFactory.getLogger(Renewable.class)).addAppender(said);
        file = folder.resolve("own.pem");
        issue(100);
    }

    @AfterEach
    void stopListening() {
        ((Logger) LoggerFactory.getLogger(Renewable.class)).detachAppender(said);
    }

    private void issue(int days) throws Exception {
        Validity validity = new Validity(START, START.plus(Duration.ofDays(days)));
        CertificateAuthority.create("own", validity).write(file, folder.resolve("own.key"));
        Files.setLastModifiedTime(file, FileTime.from(START.plusSeconds(reads + days)));
    }

    private record Read(int number, Instant expiry) {}

    private Instant expiry() throws GeneralSecurityException {
        try {
            return Pem.readCertificate(file).getNotAfter().toInstant();
        } catch (IOException unreadable) {
            throw new GeneralSecurityException(unreadable);
        }
    }

    private Renewable<Read> renewable() throws GeneralSecurityException {
        return new Renewable<>("it", List.of(file), () -> now, () -> new Read(++reads, expiry()), Read::expiry);
    }

    private List<String> said() {
        return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void whatHasNotChangedIsNotReadAgain() throws Exception {
        Renewable<Read> renewable = renewable();
        renewable.renew();
        renewable.renew();
        assertThat(renewable.current().number()).isEqualTo(1);
    }

    @Test
    void whatHasChangedIs() throws Exception {
        Renewable<Read> renewable = renewable();
        issue(200);
        renewable.renew();
        assertThat(renewable.current().number()).isEqualTo(2);
        assertThat(renewable.remaining()).isEqualTo(Duration.ofDays(200));
        assertThat(said()).containsExactly("event=certificate-renewed of=\"it\"");
    }

    @Test
    void whatCannotBeReadLeavesItAsItWasAndIsSaidOnce() throws Exception {
        Renewable<Read> renewable = renewable();
        Files.delete(file);
        renewable.renew();
        renewable.renew();
        assertThat(renewable.current().number()).isEqualTo(1);
        assertThat(renewable.isRefused()).isTrue();
        assertThat(said()).singleElement().asString().contains("event=certificate-unusable", "own.pem is not there");
        issue(100);
        renewable.renew();
        assertThat(renewable.isRefused()).isFalse();
        assertThatExceptionOfType(GeneralSecurityException.class)
                .isThrownBy(() ->
                        new Renewable<>("it", List.of(folder.resolve("absent")), () -> now, () -> 1, one -> START));
    }

    @Test
    void itsEndIsSaidAMonthAWeekAndADayAhead() throws Exception {
        Renewable<Read> renewable = renewable();
        for (int day = 0; day <= 101; day++) {
            now = START.plus(Duration.ofDays(day)).plusSeconds(1);
            renewable.renew();
        }
        assertThat(said()).hasSize(3).allMatch(line -> line.startsWith("event=certificate-expires of=\"it\""));
        assertThat(renewable.remaining()).isNegative();
        issue(300);
        renewable.renew();
        now = START.plus(Duration.ofDays(290));
        renewable.renew();
        assertThat(said()).hasSize(5);
    }
}
