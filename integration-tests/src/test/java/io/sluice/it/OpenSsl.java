/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The real openssl in a folder with a CA of {@link Certificates}. */
record OpenSsl(Path folder) {
    private static final String EC = "-newkey ec -pkeyopt ec_paramgen_curve:P-256";

    /** What it said; it must have been content. Arguments are divided at spaces. */
    String run(String arguments) throws Exception {
        Process process = start(arguments);
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }

    /** Both of its outputs in one. */
    Process start(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Peers.require("openssl").toString()));
        command.addAll(List.of(arguments.split(" ")));
        return new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }

    /**
     * Issues a certificate for an EC key as {@code name.pem} and {@code name.key}.
     *
     * @param subject such as {@code /CN=lamp}
     * @param extensions as in openssl.cnf, a line each
     */
    void issue(String name, String subject, String extensions) throws Exception {
        issue(name, EC, subject, extensions);
    }

    /** With a key of another kind, by the arguments of {@code openssl req} that make it. */
    void issue(String name, String newKey, String subject, String extensions) throws Exception {
        Files.writeString(folder.resolve(name + ".ext"), extensions + "\n");
        run("req " + newKey + " -nodes -keyout " + name + ".key -subj " + subject + " -out " + name + ".csr");
        run("x509 -req -in " + name + ".csr -CA ca.pem -CAkey ca.key -days 30 -extfile " + name + ".ext -out " + name
                + ".pem");
    }
}
