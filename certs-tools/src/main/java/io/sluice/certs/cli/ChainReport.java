/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.Issuer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with certificates as a chain: whose it is first, then who vouches for the one before (RFC 8446, 4.4.2). */
final class ChainReport {
    private ChainReport() {}

    static List<String> problems(List<X509Certificate> chain) {
        // A file of CAs to trust is no chain, and in any order.
        if (chain.get(0).getBasicConstraints() >= 0) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!Issuer.hasIssued(chain.get(i + 1), chain.get(i))) {
                problems.add("certificate " + (i + 2) + " did not issue certificate " + (i + 1)
                        + ": peers that look at them in their order refuse the chain");
            }
        }
        return problems;
    }
}
