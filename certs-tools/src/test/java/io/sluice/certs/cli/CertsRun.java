/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.certs.OpenSsl;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** {@code sluice certs} in a folder, and openssl to say what it thinks of it. */
final class CertsRun {
    private final Path dir;
    private final StringWriter said = new StringWriter();
    private final StringWriter errors = new StringWriter();

    CertsRun(Path dir) {
        this.dir = dir;
    }

    int certs(String command, Object... arguments) {
        List<String> all = new ArrayList<>(List.of(command));
        for (Object argument : arguments) {
            all.add(argument.toString());
        }
        all.add("--dir");
        all.add(dir.toString());
        CommandLine line = new CommandLine(new CertsCommand());
        line.setOut(new PrintWriter(said, true));
        line.setErr(new PrintWriter(errors, true));
        return line.execute(all.toArray(String[]::new));
    }

    /** Runs a command that has to be content. */
    void good(String command, Object... arguments) {
        assertThat(certs(command, arguments)).as(errors.toString()).isZero();
    }

    /** All that was said on standard output. */
    String said() {
        return said.toString();
    }

    /** All that was said on standard error. */
    String errors() {
        return errors.toString();
    }

    /** What openssl says when it is content. */
    static String openssl(Object... arguments) throws Exception {
        OpenSsl.Outcome outcome = OpenSsl.run(arguments);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    /** Whether openssl accepts a certificate by the strictest reading, with nothing but the root to trust. */
    OpenSsl.Outcome verify(String purpose, String name, Object... more) throws Exception {
        Path root = dir.resolve("root-alone.pem");
        openssl("x509", "-in", dir.resolve("ca.pem"), "-out", root);
        Path file = dir.resolve(name + ".pem");
        List<Object> command = new ArrayList<>(List.of("verify", "-x509_strict", "-CAfile", root));
        command.addAll(List.of("-untrusted", file, "-purpose", purpose));
        command.addAll(List.of(more));
        command.add(file);
        return OpenSsl.run(command.toArray());
    }
}
