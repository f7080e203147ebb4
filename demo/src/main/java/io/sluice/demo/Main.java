/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import picocli.CommandLine;

/** The command line of the source tree: all commands, and the demo. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return io.sluice.gateway.cli.Commands.line().addSubcommand(new DemoCommand());
    }
}
