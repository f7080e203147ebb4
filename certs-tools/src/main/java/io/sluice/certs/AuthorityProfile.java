/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

/**
 * A CA to be made.
 *
 * @param commonName its name, of 1 to 64 characters
 * @param limits whom it may vouch for
 */
public record AuthorityProfile(String commonName, KeyKind key, NameLimits limits, Validity validity) {
    public AuthorityProfile {
        if (commonName.isBlank() || commonName.length() > EndEntity.LONGEST_NAME) {
            throw new IllegalArgumentException("a CA's name has 1 to " + EndEntity.LONGEST_NAME + " characters");
        }
    }
}
