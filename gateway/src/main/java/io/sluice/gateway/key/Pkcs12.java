/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.key;

import io.sluice.certs.Identity;
import io.sluice.gateway.key.UnusableKey.Part;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/** A key and its certificate chain in one encrypted file (RFC 7292). */
final class Pkcs12 {
    private static final int VERSION = 3;

    private Pkcs12() {}

    /** Whether a file's content is PKCS#12: a PFX, that is a sequence whose first element is the version 3. */
    static boolean is(byte[] content) {
        try {
            // 0x30: a sequence, of which a DER certificate is one too.
            return content.length > 2
                    && content[0] == 0x30
                    && ASN1Sequence.getInstance(content).getObjectAt(0) instanceof ASN1Integer version
                    && version.hasValue(VERSION);
        } catch (IllegalArgumentException | IndexOutOfBoundsException otherwise) {
            return false;
        }
    }

    /** The one key in a file, with its chain. */
    static Identity read(Path file, byte[] content, Path passwordFile, char[] password) throws UnusableKey {
        try {
            // Not the JDK's, which takes passwords of ASCII only.
            KeyStore store = KeyStore.getInstance("PKCS12", new BouncyCastleProvider());
            store.load(new ByteArrayInputStream(content), password);
            List<String> keys = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)) {
                    keys.add(alias);
                }
            }
            if (keys.size() != 1) {
                throw unusable(file + " holds " + keys.size() + " keys", "make one with a single key in it");
            }
            List<X509Certificate> chain = new ArrayList<>();
            Certificate[] certificates = store.getCertificateChain(keys.get(0));
            if (certificates == null || !(store.getKey(keys.get(0), password) instanceof PrivateKey key)) {
                throw unusable(file + " holds no certificate for its key", "put the certificate into it too");
            }
            for (Certificate certificate : certificates) {
                chain.add((X509Certificate) certificate);
            }
            return new Identity(
                    new JcaPEMKeyConverter().getPrivateKey(PrivateKeyInfo.getInstance(key.getEncoded())), chain);
        } catch (UnusableKey known) {
            throw known;
        } catch (IOException broken) {
            if (String.valueOf(broken.getMessage()).contains("wrong password")) {
                throw new UnusableKey(
                        Part.PASSWORD,
                        "the password in " + passwordFile + " does not open " + file,
                        "write the password of that file into it");
            }
            throw unusable(file + " cannot be read as PKCS#12", "make it anew with openssl pkcs12 -export");
        } catch (GeneralSecurityException broken) {
            throw unusable(file + " holds no key that can be read", "make it anew with openssl pkcs12 -export");
        }
    }

    private static UnusableKey unusable(String what, String mend) {
        return new UnusableKey(Part.CERTIFICATE, what, mend);
    }
}
