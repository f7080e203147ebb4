/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Distinguished names of one part, the common name. */
final class DistinguishedNames {
    private DistinguishedNames() {}

    static X500Name of(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    /** The common name, empty where there is none. */
    static String commonName(X500Principal principal) {
        RDN[] names = X500Name.getInstance(principal.getEncoded()).getRDNs(BCStyle.CN);
        return names.length > 0 && names[names.length - 1].getFirst().getValue() instanceof ASN1String name
                ? name.getString()
                : "";
    }

    /** As openssl writes a subject into its index: one line of ASCII, whatever the name holds. */
    static String line(String commonName) {
        StringBuilder line = new StringBuilder("/CN=");
        for (byte octet : commonName.getBytes(StandardCharsets.UTF_8)) {
            if (octet > ' ' - 1 && octet < 0x7f) {
                line.append((char) octet);
            } else {
                line.append(String.format(Locale.ROOT, "\\x%02X", octet & 0xff));
            }
        }
        return line.toString();
    }
}
