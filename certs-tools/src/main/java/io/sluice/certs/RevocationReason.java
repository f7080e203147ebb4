/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.x509.CRLReason;

/** Why a certificate is good no more (RFC 5280, section 5.3.1), in openssl's words. */
public enum RevocationReason {
    UNSPECIFIED("unspecified", CRLReason.unspecified),
    KEY_COMPROMISE("keyCompromise", CRLReason.keyCompromise),
    CA_COMPROMISE("CACompromise", CRLReason.cACompromise),
    AFFILIATION_CHANGED("affiliationChanged", CRLReason.affiliationChanged),
    SUPERSEDED("superseded", CRLReason.superseded),
    CESSATION_OF_OPERATION("cessationOfOperation", CRLReason.cessationOfOperation);

    private final String word;
    private final int code;

    RevocationReason(String word, int code) {
        this.word = word;
        this.code = code;
    }

    /** The reason of that word. */
    public static Optional<RevocationReason> of(String word) {
        return Arrays.stream(values())
                .filter(reason -> reason.word.equalsIgnoreCase(word))
                .findFirst();
    }

    int code() {
        return code;
    }

    @Override
    public String toString() {
        return word;
    }
}
