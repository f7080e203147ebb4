/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/**
 * What is taken from a certification request (RFC 2986) of somebody who keeps the key to himself: the key, which he has proved to
 * have, and the name that he asks for. What else he asks for is not read.
 *
 * @param commonName empty where the request has none
 */
public record SigningRequest(PublicKey key, String commonName) {
    private static final long LARGEST = 64 * 1024;

    /**
     * Reads a request in PEM or DER form.
     *
     * @throws Refusal when it is none, or not signed by its own key, or the key is too weak
     */
    public static SigningRequest read(Path file) throws Refusal {
        PKCS10CertificationRequest request;
        try {
            if (Files.size(file) > LARGEST) {
                throw new Refusal(file + " is too large for a certification request");
            }
            request = parse(Files.readAllBytes(file));
        } catch (IOException | RuntimeException noRequest) {
            // Bouncy Castle throws many things at hostile bytes.
            throw new Refusal(file + " holds no certification request (PKCS#10) in PEM or DER form", noRequest);
        }
        try {
            PublicKey key = new JcaPKCS10CertificationRequest(request).getPublicKey();
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder()
                    .setProvider(new BouncyCastleProvider())
                    .build(key))) {
                throw new Refusal(file + " is not signed by its own key: whoever made it does not have the key");
            }
            if (KeyKind.isWeak(key)) {
                throw new Refusal(file + " has a key that is too short; make one of ECDSA P-256, RSA 2048 or more");
            }
            return new SigningRequest(key, commonName(request));
        } catch (GeneralSecurityException | OperatorCreationException | PKCSException | RuntimeException unusable) {
            throw new Refusal(file + " has a key or a signature of a kind that is not supported", unusable);
        }
    }

    private static PKCS10CertificationRequest parse(byte[] bytes) throws IOException {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        if (!text.contains("-----BEGIN ")) {
            return new PKCS10CertificationRequest(bytes);
        }
        try (PEMParser parser = new PEMParser(new StringReader(text))) {
            if (parser.readObject() instanceof PKCS10CertificationRequest request) {
                return request;
            }
        }
        throw new IOException("something else in PEM form");
    }

    private static String commonName(PKCS10CertificationRequest request) {
        RDN[] names = request.getSubject().getRDNs(BCStyle.CN);
        return names.length == 1 && names[0].getFirst().getValue() instanceof ASN1String name ? name.getString() : "";
    }
}
