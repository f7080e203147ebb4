/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.UpstreamIdentity;
import io.sluice.policy.UpstreamTemplate;
import io.sluice.policy.rule.Rule;
import io.sluice.policy.topic.InvalidTopicFilter;
import io.sluice.policy.topic.Template;
import java.util.Optional;

/** Reads {@code upstream} of a class. */
final class UpstreamReader {
    private final Section section;
    private final NamedFiles files;

    private UpstreamReader(Section section, NamedFiles files) {
        this.section = section;
        this.files = files;
    }

    static UpstreamTemplate read(Section clientClass, String className, NamedFiles files) {
        return new UpstreamReader(clientClass.section("upstream"), files).read(className);
    }

    private UpstreamTemplate read(String className) {
        UpstreamIdentity configured = new UpstreamIdentity(
                section.optionalString("username"),
                file("password-file", "the password"),
                file("certificate", "the certificate chain"),
                file("key", "its private key"),
                file("key-password-file", "the password of the key"),
                section.string("client-id-prefix", ""),
                section.origin());
        needsCertificate("key");
        needsCertificate("key-password-file");
        if (configured.passwordFile().isPresent() && configured.username().isEmpty()) {
            section.problem("password-file", "has no username to go with", "write a username too");
        }
        UpstreamTemplate read = new UpstreamTemplate(
                configured,
                template("username", configured.username()),
                template("password-file", configured.passwordFile()),
                template("certificate", configured.certificate()),
                template("key", configured.key()),
                template("key-password-file", configured.keyPasswordFile()),
                template("client-id-prefix", Optional.of(configured.clientIdPrefix()))
                        .orElseThrow(),
                new Rule("class " + className + ": upstream needs a value that the device lacks", section.origin()));
        section.end();
        return read;
    }

    /** Absolute. */
    private Optional<String> file(String key, String held) {
        Optional<String> text = section.optionalString(key);
        if (text.isEmpty()) {
            return text;
        }
        String path = text.get();
        try {
            boolean isCredential = path.startsWith(NamedFiles.CREDENTIAL);
            String name = isCredential ? credential(path) : path;
            // What the folder's own name holds of percent signs begins no placeholder.
            String folder = files.folder(section.origin(key), path).replace("%", "%%");
            return Optional.of(!isCredential && path.startsWith("/") ? path : folder + "/" + name);
        } catch (NamedFiles.Unusable unusable) {
            section.problem(key, unusable.what(), "write the path of a file that holds " + held);
            return Optional.empty();
        }
    }

    private static String credential(String path) throws NamedFiles.Unusable {
        String name = path.substring(NamedFiles.CREDENTIAL.length());
        if (name.isEmpty() || name.contains("/") || name.equals(".") || name.equals("..")) {
            throw new NamedFiles.Unusable("\"" + name + "\" is no name of a credential");
        }
        return name;
    }

    private void needsCertificate(String key) {
        if (section.has(key) && !section.has("certificate")) {
            section.problem(key, "stands without certificate", "write certificate too, or neither");
        }
    }

    private Optional<Template> template(String key, Optional<String> text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Template.parse(text.get()));
        } catch (InvalidTopicFilter e) {
            section.problem(key, e.what(), e.mend());
            return Optional.of(Template.literal(text.get()));
        }
    }
}
