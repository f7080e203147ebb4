/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.Certificate;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PSSParameterSpec;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses certificates that can be forged by who has the means: RSA keys below 2048 bits, EC keys below 224, signatures over
 * SHA-1 or MD5. Java takes the first and the third of private CAs, BoringSSL leaves the judgement to Java.
 */
public final class WeakCertificates extends PKIXCertPathChecker {
    private static final int RSA_BITS = 2048;
    private static final int EC_BITS = 224;

    /** What is weak about a certificate's key. */
    public static Optional<String> key(X509Certificate certificate) {
        PublicKey key = certificate.getPublicKey();
        if (key instanceof RSAKey rsa && rsa.getModulus().bitLength() < RSA_BITS) {
            return Optional.of("RSA of " + rsa.getModulus().bitLength() + " bits");
        }
        if (key instanceof ECKey ec && ec.getParams().getOrder().bitLength() < EC_BITS) {
            return Optional.of("EC of " + ec.getParams().getOrder().bitLength() + " bits");
        }
        return "DSA".equals(key.getAlgorithm()) ? Optional.of("DSA") : Optional.empty();
    }

    /** What is weak about the signature under a certificate. */
    static Optional<String> signature(X509Certificate certificate) {
        String digest = digest(certificate).toUpperCase(Locale.ROOT).replace("-", "");
        return digest.startsWith("SHA1") || digest.startsWith("MD")
                ? Optional.of(certificate.getSigAlgName())
                : Optional.empty();
    }

    private static String digest(X509Certificate certificate) {
        String name = certificate.getSigAlgName();
        byte[] parameters = certificate.getSigAlgParams();
        if (!name.equals("RSASSA-PSS") || parameters == null) {
            return name;
        }
        try {
            AlgorithmParameters read = AlgorithmParameters.getInstance(name);
            read.init(parameters);
            return read.getParameterSpec(PSSParameterSpec.class).getDigestAlgorithm();
        } catch (GeneralSecurityException | java.io.IOException unreadable) {
            // Who writes what nobody can read is not trusted.
            return "MD";
        }
    }

    @Override
    public void init(boolean forward) {
        // Certificates are judged one by one, in whatever order.
    }

    @Override
    public boolean isForwardCheckingSupported() {
        return true;
    }

    @Override
    public Set<String> getSupportedExtensions() {
        return Set.of();
    }

    @Override
    public void check(Certificate certificate, Collection<String> unresolved) throws CertPathValidatorException {
        if (!(certificate instanceof X509Certificate shown)) {
            throw new CertPathValidatorException("no X.509 certificate");
        }
        Optional<String> weak = key(shown).or(() -> signature(shown));
        if (weak.isPresent()) {
            throw new CertPathValidatorException(
                    weak.get() + " is weak", null, null, -1, BasicReason.ALGORITHM_CONSTRAINED);
        }
    }
}
