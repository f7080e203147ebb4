/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TlsFaultTest {
    @ParameterizedTest
    @EnumSource
    void operatorsFindItInTheTable(TlsFault fault) throws IOException {
        List<String> table = Files.readAllLines(Path.of("../deploy/tls-failures.md"));
        assertThat(table).anyMatch(row -> row.startsWith("| " + fault.words() + " | " + fault.mend() + " | "));
    }

    @Test
    void noTwoSayTheSame() {
        assertThat(Stream.of(TlsFault.values()).map(TlsFault::words)).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        "error:10000415:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_EXPIRED, OURS_EXPIRED",
        "Received fatal alert: certificate_expired, OURS_EXPIRED",
        "error:10000414:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_REVOKED, OURS_REVOKED",
        "error:10000418:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA, OURS_UNKNOWN_CA",
        "error:10000413:SSL routines:OPENSSL_internal:SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, OURS_UNSUPPORTED",
        "error:10000416:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_UNKNOWN, OURS_REFUSED",
        "error:1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED, OURS_WANTED",
        "error:1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION, OLD_PROTOCOL",
        "error:100000c0:SSL routines:OPENSSL_internal:PEER_DID_NOT_RETURN_A_CERTIFICATE, NO_CERTIFICATE"
    })
    void bothLibrariesAreUnderstood(String message, TlsFault fault) {
        assertThat(TlsFault.inMessage(message)).contains(fault);
    }
}
