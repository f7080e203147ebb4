/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A CA of the real openssl, {@code name.pem} in a folder; unlike ours it issues whatever it is asked for. */
final class OpensslCa {
    private static final String START = "20240101000000Z";
    private static final String END = "20490101000000Z";

    /**
     * What a certificate is to be.
     *
     * @param key such as {@code rsa:1024}, or {@code ec}
     * @param digest such as {@code sha1}
     * @param extensions {@code server}, {@code elsewhere} (a server of another name), {@code client} or {@code authority}
     */
    record Wish(String commonName, String extensions, String key, String digest, String start, String end) {
        static Wish of(String commonName, String extensions) {
            return new Wish(commonName, extensions, "ec", "sha256", START, END);
        }

        Wish key(String key) {
            return new Wish(commonName, extensions, key, digest, start, end);
        }

        Wish digest(String digest) {
            return new Wish(commonName, extensions, key, digest, start, end);
        }

        Wish between(String start, String end) {
            return new Wish(commonName, extensions, key, digest, start, end);
        }
    }

    private final Path folder;
    private final String name;

    private OpensslCa(Path folder, String name) throws IOException {
        this.folder = folder;
        this.name = name;
        Files.createFile(folder.resolve(name + ".index"));
        Files.createDirectory(folder.resolve(name + ".issued"));
        Files.writeString(
                folder.resolve(name + ".cnf"),
                """
                [req]
                distinguished_name = nothing
                [nothing]
                [ca]
                default_ca = own
                [own]
                database = %1$s.index
                certificate = %1$s.pem
                private_key = %1$s.key
                new_certs_dir = %1$s.issued
                default_md = sha256
                default_crl_days = 30
                rand_serial = yes
                unique_subject = no
                policy = any
                [any]
                commonName = supplied
                [server]
                extendedKeyUsage = serverAuth
                subjectAltName = DNS:localhost, IP:127.0.0.1
                [elsewhere]
                extendedKeyUsage = serverAuth
                subjectAltName = DNS:elsewhere.lan
                [client]
                extendedKeyUsage = clientAuth
                subjectAltName = DNS:localhost, IP:127.0.0.1
                [authority]
                basicConstraints = critical, CA:TRUE
                keyUsage = critical, keyCertSign, cRLSign
                """
                        .formatted(name));
    }

    /** A CA that stands at the end of chains. */
    static OpensslCa root(Path folder, String name, String commonName) throws Exception {
        OpensslCa ca = new OpensslCa(folder, name);
        List<String> arguments = new ArrayList<>(List.of("req", "-x509", "-days", "30", "-extensions", "authority"));
        arguments.addAll(ca.newKey(name, commonName, "ec"));
        arguments.addAll(List.of("-out", name + ".pem"));
        ca.openssl(arguments);
        return ca;
    }

    /** A CA with a certificate of this one. */
    OpensslCa below(String name, Wish wish) throws Exception {
        OpensslCa ca = new OpensslCa(folder, name);
        issue(name, wish);
        return ca;
    }

    /** Issues {@code name.pem} with {@code name.key}. */
    void issue(String name, Wish wish) throws Exception {
        List<String> request = new ArrayList<>(List.of("req", "-new", "-out", name + ".csr"));
        request.addAll(newKey(name, wish.commonName, wish.key));
        openssl(request);
        openssl(List.of(
                "ca",
                "-batch",
                "-notext",
                "-config",
                this.name + ".cnf",
                "-extensions",
                wish.extensions,
                "-md",
                wish.digest,
                "-startdate",
                wish.start,
                "-enddate",
                wish.end,
                "-in",
                name + ".csr",
                "-out",
                name + ".pem"));
    }

    private List<String> newKey(String name, String commonName, String key) {
        List<String> arguments = new ArrayList<>(List.of(
                "-config", this.name + ".cnf", "-subj", "/CN=" + commonName, "-nodes", "-keyout", name + ".key"));
        arguments.addAll(
                key.equals("ec")
                        ? List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")
                        : List.of("-newkey", key));
        return arguments;
    }

    void revoke(String name) throws Exception {
        openssl(List.of("ca", "-config", this.name + ".cnf", "-revoke", name + ".pem"));
    }

    /** What is revoked, in PEM form. */
    String list() throws Exception {
        openssl(List.of("ca", "-config", name + ".cnf", "-gencrl", "-out", name + ".crl"));
        return Files.readString(folder.resolve(name + ".crl"));
    }

    private void openssl(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(Peers.require("openssl").toString()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", command, said).isZero();
    }
}
