/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.certs.CertificateAuthority;
import io.sluice.certs.Validity;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;

/** How often the chain of a broker is verified that resumes session after session. */
class LatelyTrustedTest {
    private final AtomicBoolean expired = new AtomicBoolean();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE);
    private final Flipping validation = new Flipping(expired);
    private final PeerTrust trust = new PeerTrust(validation, List::of, clock::get);
    private final Validity validity = Validity.days(30, InstantSource.system());
    private final CertificateAuthority ca = CertificateAuthority.create("CA", validity);

    LatelyTrustedTest() throws Exception {}

    private X509Certificate[] broker() throws Exception {
        return ca.issueServer("broker", List.of("localhost"), List.of(), validity)
                .chain()
                .toArray(X509Certificate[]::new);
    }

    @Test
    void oneChainIsVerifiedOnceASecond() throws Exception {
        X509Certificate[] chain = broker();
        trust.checkServerTrusted(chain, "UNKNOWN");
        clock.addAndGet(LatelyTrusted.REMEMBERED - 1);
        trust.checkServerTrusted(chain, "UNKNOWN");
        assertThat(validation.afterwards()).isEqualTo(1);
        expired.set(true);
        clock.incrementAndGet();
        assertThatThrownBy(() -> trust.checkServerTrusted(chain, "UNKNOWN")).isInstanceOf(CertificateException.class);
    }

    @Test
    void whatIsRememberedIsNotExtendedByBeingAskedFor() throws Exception {
        X509Certificate[] chain = broker();
        for (int i = 0; i < 4; i++) {
            trust.checkServerTrusted(chain, "UNKNOWN");
            clock.addAndGet(LatelyTrusted.REMEMBERED / 2);
        }
        assertThat(validation.afterwards()).isEqualTo(2);
    }

    @Test
    void anythingElseIsVerifiedAtOnce() throws Exception {
        X509Certificate[] chain = broker();
        trust.checkServerTrusted(chain, "UNKNOWN");
        expired.set(true);
        X509Certificate[] another = broker();
        X509Certificate[] longer = {chain[0], ca.certificate()};
        assertThatThrownBy(() -> trust.checkServerTrusted(another, "UNKNOWN")).isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> trust.checkServerTrusted(longer, "UNKNOWN")).isInstanceOf(CertificateException.class);
        assertThatThrownBy(() -> trust.checkServerTrusted(chain, "RSA")).isInstanceOf(CertificateException.class);
    }

    @Test
    void aRefusalIsNotRemembered() throws Exception {
        X509Certificate[] chain = broker();
        expired.set(true);
        assertThatThrownBy(() -> trust.checkServerTrusted(chain, "UNKNOWN")).isInstanceOf(CertificateException.class);
        expired.set(false);
        trust.checkServerTrusted(chain, "UNKNOWN");
        assertThat(validation.afterwards()).isEqualTo(2);
    }

    @Test
    void otherTrustRemembersNothingOfThis() throws Exception {
        X509Certificate[] chain = broker();
        trust.checkServerTrusted(chain, "UNKNOWN");
        expired.set(true);
        PeerTrust renewed = new PeerTrust(validation, List::of, clock::get);
        assertThatThrownBy(() -> renewed.checkServerTrusted(chain, "UNKNOWN")).isInstanceOf(CertificateException.class);
    }

    @Test
    void everyHandshakeIsVerified() throws Exception {
        X509Certificate[] chain = broker();
        SSLEngine engine = SSLContext.getDefault().createSSLEngine("localhost", 8883);
        trust.checkServerTrusted(chain, "UNKNOWN");
        trust.checkServerTrusted(chain, "UNKNOWN", engine);
        trust.checkServerTrusted(chain, "UNKNOWN", engine);
        assertThat(validation.inHandshakes()).isEqualTo(2);
    }
}
