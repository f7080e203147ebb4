/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the CA of {@link Certificates} has revoked, by the real openssl. */
final class RevocationList {
    private final Path folder;

    RevocationList(Path folder) throws IOException {
        this.folder = folder;
        Files.createFile(folder.resolve("index.txt"));
        Files.writeString(
                folder.resolve("openssl.cnf"),
                """
                [ca]
                default_ca = own
                [own]
                database = index.txt
                certificate = ca.pem
                private_key = ca.key
                default_md = sha256
                default_crl_days = 30
                """);
    }

    /** Revokes {@code name.pem}; the next list says so. */
    void revoke(String name) throws Exception {
        openssl("-revoke", name + ".pem");
    }

    /** Writes a list, with more arguments of openssl's. */
    void write(String file, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("-gencrl", "-out", file));
        arguments.addAll(List.of(more));
        openssl(arguments.toArray(new String[0]));
    }

    private void openssl(String... arguments) throws Exception {
        List<String> command =
                new ArrayList<>(List.of(Peers.require("openssl").toString(), "ca", "-config", "openssl.cnf"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
