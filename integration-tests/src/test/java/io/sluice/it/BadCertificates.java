/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import io.sluice.it.OpensslCa.Wish;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder with every kind of certificate that is not to be trusted, made by the real openssl for servers ({@code server}) or
 * clients ({@code client}); and with a good one, {@code good.pem}, and one for the gateway, {@code own.full}. Each is a file {@code name.pem} with {@code name.key} and
 * {@code name.chain}, what its owner sends along, and {@code name.full}, both in one. {@code ca.pem} is the CA that is trusted, {@code lists.crl} what it and
 * those below it have revoked.
 */
final class BadCertificates {
    static final String ROOT = "CN=root CA";
    static final String INTERMEDIATE = "CN=intermediate CA";

    private final Path folder;
    private final String extensions;

    private BadCertificates(Path folder, String extensions) {
        this.folder = folder;
        this.extensions = extensions;
    }

    static void make(Path folder, String extensions) throws Exception {
        new BadCertificates(folder, extensions).make();
    }

    private Wish wish(String name) {
        return Wish.of("the " + name + " one", extensions);
    }

    private void issue(OpensslCa ca, String name, Wish wish, String... chain) throws Exception {
        ca.issue(name, wish);
        StringBuilder sent = new StringBuilder();
        for (String above : chain) {
            sent.append(Files.readString(folder.resolve(above + ".pem")));
        }
        Files.writeString(folder.resolve(name + ".chain"), sent);
        Files.writeString(folder.resolve(name + ".full"), Files.readString(folder.resolve(name + ".pem")) + sent);
    }

    /** Of who stands at the other end. */
    private String other() {
        return extensions.equals("server") ? "client" : "server";
    }

    private void make() throws Exception {
        OpensslCa root = OpensslCa.root(folder, "ca", "root CA");
        OpensslCa intermediate = root.below("intermediate", Wish.of("intermediate CA", "authority"));
        issue(root, "direct", wish("direct"));
        issue(intermediate, "good", wish("good"), "intermediate");
        issue(intermediate, "own", Wish.of("the gateway", other()), "intermediate");
        issue(root, "expired", wish("expired").between("20240101000000Z", "20240201000000Z"));
        issue(root, "early", wish("early").between("20480101000000Z", "20490101000000Z"));
        issue(root, "purpose", Wish.of("the purpose one", other()));
        issue(root, "rsa1024", wish("rsa1024").key("rsa:1024"));
        issue(root, "sha1", wish("sha1").digest("sha1"));
        issue(root, "revoked", wish("revoked"));
        root.revoke("revoked");
        issue(intermediate, "orphan", wish("orphan"));
        issue(root, "elsewhere", Wish.of("the elsewhere one", "elsewhere"));

        issue(OpensslCa.root(folder, "other", "other CA"), "foreign", wish("foreign"), "other");
        issue(OpensslCa.root(folder, "namesake", "root CA"), "renamed", wish("renamed"));
        Wish authority = Wish.of("weak CA", "authority");
        OpensslCa weakKey = root.below("weak-key", authority.key("rsa:1024"));
        issue(weakKey, "below-weak-key", wish("below-weak-key"), "weak-key");
        OpensslCa weakSignature = root.below("weak-signature", authority.digest("sha1"));
        issue(weakSignature, "below-weak-signature", wish("below-weak-signature"), "weak-signature");
        OpensslCa past =
                root.below("past", Wish.of("past CA", "authority").between("20240101000000Z", "20240201000000Z"));
        issue(past, "below-past", wish("below-past"), "past");
        OpensslCa listless = root.below("listless", Wish.of("listless CA", "authority"));
        issue(listless, "unlisted", wish("unlisted"), "listless");

        Files.writeString(
                folder.resolve("lists.crl"),
                root.list() + intermediate.list() + weakKey.list() + weakSignature.list() + past.list());
    }
}
