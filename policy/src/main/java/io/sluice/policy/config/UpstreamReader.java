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
                section.string("client-id-prefix", ""),
                section.origin());
        together("certificate", configured.certificate(), "key", configured.key());
        if (configured.passwordFile().isPresent() && configured.username().isEmpty()) {
            section.problem("password-file", "has no username to go with", "write a username too");
        }
        UpstreamTemplate read = new UpstreamTemplate(
                configured,
                template("username", configured.username()),
                template("password-file", configured.passwordFile()),
                template("certificate", configured.certificate()),
                template("key", configured.key()),
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
        try {
            // What the folder's own name holds of percent signs begins no placeholder.
            String folder = files.absolute(section.origin(key), ".").replace("%", "%%");
            return Optional.of(text.get().startsWith("/") ? text.get() : folder + "/" + text.get());
        } catch (NamedFiles.Unusable unusable) {
            section.problem(key, unusable.what(), "write the path of a file that holds " + held);
            return Optional.empty();
        }
    }

    private void together(String one, Optional<String> first, String other, Optional<String> second) {
        if (first.isPresent() != second.isPresent()) {
            String present = first.isPresent() ? one : other;
            String absent = first.isPresent() ? other : one;
            section.problem(present, "stands without " + absent, "write " + absent + " too, or neither");
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
