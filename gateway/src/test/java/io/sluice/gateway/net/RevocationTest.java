/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationTest {
    @TempDir
    private Path folder;

    private static byte[] list(PrivateKey key, boolean isDelta) throws Exception {
        Instant now = Instant.now();
        X509v2CRLBuilder list = new X509v2CRLBuilder(new X500Name("CN=CA"), Date.from(now));
        list.setNextUpdate(Date.from(now.plusSeconds(3600)));
        list.addExtension(Extension.cRLNumber, false, new ASN1Integer(isDelta ? 5 : 3));
        if (isDelta) {
            list.addCRLEntry(BigInteger.TEN, Date.from(now), 1);
            list.addExtension(Extension.deltaCRLIndicator, true, new ASN1Integer(3));
        }
        return list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key))
                .getEncoded();
    }

    @Test
    void aDeltaListIsRefusedRatherThanPassedOver() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        PrivateKey key = generator.generateKeyPair().getPrivate();
        Path whole = Files.write(folder.resolve("whole.crl"), list(key, false));
        Path delta = Files.write(folder.resolve("delta.crl"), list(key, true));

        assertThat(Revocation.lists(whole)).hasSize(1);
        assertThatThrownBy(() -> Revocation.lists(delta))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessage(delta + " holds a delta CRL, which does not count here; put complete lists there alone");
    }
}
