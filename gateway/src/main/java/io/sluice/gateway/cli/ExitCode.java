/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

/** What the program's exit code says; part of its interface. */
public final class ExitCode {
    /** All is well, or the answer is yes. */
    public static final int GOOD = 0;

    /** The answer is no. */
    public static final int NO = 1;

    /** The command line or the configuration is wrong. */
    public static final int UNUSABLE = 2;

    private ExitCode() {}
}
