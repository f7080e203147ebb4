/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A key and the certificates that say whose it is.
 *
 * @param chain the owner's certificate first, without the root
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {
    public Identity {
        chain = List.copyOf(chain);
    }

    /** Writes both as PEM; the key so that only its owner can read it. */
    public void write(Path certificatePem, Path keyPem) throws IOException {
        Pem.writeKey(keyPem, key);
        Pem.writeCertificates(certificatePem, chain);
    }

    /** Never shows the key. */
    @Override
    public String toString() {
        return "Identity[" + chain.get(0).getSubjectX500Principal().getName() + "]";
    }
}
