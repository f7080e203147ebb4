/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.PKIXReason;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TlsFailureTest {
    private static Throwable handshake(Throwable cause) {
        return new DecoderException(new SSLHandshakeException("General OpenSslEngine problem").initCause(cause));
    }

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of(new CertificateExpiredException("x"), "the peer's certificate has expired"),
                Arguments.of(new CertificateNotYetValidException("x"), "the peer's certificate is not valid yet"),
                Arguments.of(
                        new CertPathBuilderException("unable to find valid certification path"),
                        "the peer's certificate is not from a trusted CA"),
                Arguments.of(
                        new CertPathValidatorException("no anchor", null, null, -1, PKIXReason.NO_TRUST_ANCHOR),
                        "the peer's certificate is not from a trusted CA"),
                Arguments.of(
                        new CertPathValidatorException("basic constraints check failed"),
                        "the peer's certificate chain is not valid (basic constraints check failed)"),
                Arguments.of(new NotSslRecordException("not an SSL/TLS record: 1011"), "the peer does not speak TLS"),
                Arguments.of(
                        new SslHandshakeTimeoutException("handshake timed out after 5000ms"),
                        "the TLS handshake took too long"),
                Arguments.of(
                        new CertificateException("No subject alternative DNS name matching b.lan found."),
                        "the peer's certificate is for another name "
                                + "(No subject alternative DNS name matching b.lan found.)"),
                Arguments.of(
                        new SSLHandshakeException("error:10000410:SSLV3_ALERT_BAD_CERTIFICATE"),
                        "the peer refused our certificate (error:10000410:SSLV3_ALERT_BAD_CERTIFICATE)"),
                Arguments.of(new IOException("Connection reset"), "Connection reset"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("failures")
    void theFailedCheckIsSaidInWords(Throwable cause, String words) {
        assertThat(TlsFailure.describe(handshake(cause))).isEqualTo(words);
    }

    @Test
    void anExpiredCertificateIsFoundBelowItsChain() {
        Throwable path = new CertPathValidatorException("validity check failed", new CertificateExpiredException("x"));
        assertThat(TlsFailure.describe(handshake(path))).isEqualTo("the peer's certificate has expired");
    }

    @Test
    void whatThePeerWroteCannotBreakALogLine() {
        assertThat(TlsFailure.describe(new SSLHandshakeException("a\" event=b\nc")))
                .isEqualTo("a  event=b c");
    }

    @Test
    void aFailureWithoutWordsHasAName() {
        assertThat(TlsFailure.describe(new IOException())).isEqualTo("java.io.IOException");
    }

    @Test
    void causesInACircleEnd() {
        Exception one = new Exception("one");
        Exception two = new Exception("two", one);
        one.initCause(two);
        assertThat(TlsFailure.describe(two)).isIn("one", "two");
        assertThat(TlsFailure.isTls(two)).isFalse();
    }

    @Test
    void theNetworkBelowIsNotTls() {
        assertThat(TlsFailure.isTls(new IOException("Connection reset by peer")))
                .isFalse();
        assertThat(TlsFailure.isTls(new SSLHandshakeException("x"))).isTrue();
        assertThat(TlsFailure.isTls(new IOException(new SSLHandshakeException("x"))))
                .isTrue();
        assertThat(TlsFailure.isTls(new DecoderException("x"))).isTrue();
    }
}
