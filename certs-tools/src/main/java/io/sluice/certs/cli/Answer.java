/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.Refusal;
import java.io.IOException;
import java.io.PrintWriter;
import java.security.GeneralSecurityException;
import picocli.CommandLine.Model.CommandSpec;

/** What a command says: its answer on standard output, or why there is none on standard error. */
final class Answer {
    private static final int REFUSED = 2;

    private Answer() {}

    /** What a command does. */
    interface Work {
        /** The exit code. */
        int into(PrintWriter out) throws Refusal, IOException, GeneralSecurityException;
    }

    static int of(CommandSpec spec, Work work) {
        PrintWriter out = spec.commandLine().getOut();
        try {
            int code = work.into(out);
            out.flush();
            return code;
        } catch (Refusal | IOException | GeneralSecurityException refused) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("sluice: " + refused.getMessage());
            err.flush();
            return REFUSED;
        }
    }
}
