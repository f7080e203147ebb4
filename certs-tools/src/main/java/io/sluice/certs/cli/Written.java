/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.Issuing;
import java.io.PrintWriter;
import java.util.List;

/** Tells what was written. */
final class Written {
    private Written() {}

    static void tell(PrintWriter out, List<Issuing.Issued> issued) {
        for (Issuing.Issued one : issued) {
            out.println("wrote " + one.certificate()
                    + one.key().map(key -> " and " + key).orElse("") + ", good until " + one.until());
        }
    }
}
