/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

/** Where things are in the folder of a CA. */
final class CaFiles {
    /** How the names of certificates end. */
    static final String CERTIFICATE = ".pem";
    /** How the names of keys end. */
    static final String KEY = ".key";

    /** What everybody trusts: the root first, then the issuing CA. */
    static final String TRUST = "ca.pem";

    static final String ROOT_KEY = "ca.key";
    static final String ISSUING = "issuing.pem";
    static final String ISSUING_KEY = "issuing.key";
    /** What the root has issued besides itself. */
    static final String ROOT_INDEX = "root-index.txt";
    /** What was issued for servers and clients. */
    static final String INDEX = "index.txt";
    /** What is revoked, of the issuing CA and of the root. */
    static final String CRL = "crl.pem";

    /** What a Mosquitto reads: copies, which follow what they were copied from. */
    static final String BROKER = "mosquitto/broker.pem";

    static final String BROKER_KEY = "mosquitto/broker.key";
    static final String BROKER_TRUST = "mosquitto/ca.pem";
    static final String BROKER_CRL = "mosquitto/crl.pem";
    static final String BROKER_CONFIGURATION = "mosquitto/sluice.conf";

    private static final Set<String> TAKEN = Set.of("ca", "issuing", "crl");
    private static final Pattern NAME = Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private CaFiles() {}

    /** A name that can name files, and not the CA's own. */
    static String checked(String name) throws Refusal {
        if (!NAME.matcher(name).matches()) {
            throw new Refusal("\"" + name.replaceAll("\\p{Cntrl}", "?")
                    + "\" cannot name a file: use up to 63 letters, digits, dots, dashes, underscores");
        }
        if (TAKEN.contains(name)) {
            throw new Refusal("\"" + name + "\" names the CA's own files; take another name");
        }
        return name;
    }

    /** The file of a certificate's key. */
    static Path keyOf(Path certificate) {
        String file = certificate.getFileName().toString();
        return certificate.resolveSibling(file.substring(0, file.length() - CERTIFICATE.length()) + KEY);
    }
}
