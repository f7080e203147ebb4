/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.rule.Rule;
import io.sluice.policy.topic.PlaceholderValues;
import io.sluice.policy.topic.Template;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An {@link UpstreamIdentity} with placeholders.
 *
 * @param configured as it is written
 * @param rule named when a session lacks a value that it needs
 */
public record UpstreamTemplate(
        UpstreamIdentity configured,
        Optional<Template> username,
        Optional<Template> passwordFile,
        Optional<Template> certificate,
        Optional<Template> key,
        Optional<Template> keyPasswordFile,
        Template clientIdPrefix,
        Rule rule) {

    private static final PlaceholderValues NOBODY = new PlaceholderValues("", "", "", "");

    /** The devices' own identity. */
    public static UpstreamTemplate unchanged(Rule rule) {
        return new UpstreamTemplate(
                UpstreamIdentity.unchanged(rule.origin()),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Template.literal(""),
                rule);
    }

    /** Empty if a value that is needed is missing here, or would leave the folder of a file. */
    Optional<UpstreamIdentity> expand(PlaceholderValues values) {
        if (!configured.clientIdPrefix().isEmpty() && values.clientId().isEmpty()) {
            // The prefix alone would be one client id for all devices that have none.
            return Optional.empty();
        }
        Optional<String> name = expand(username, values, value -> true);
        Optional<String> password = expand(passwordFile, values, UpstreamTemplate::isFileName);
        Optional<String> chain = expand(certificate, values, UpstreamTemplate::isFileName);
        Optional<String> secret = expand(key, values, UpstreamTemplate::isFileName);
        Optional<String> keyPassword = expand(keyPasswordFile, values, UpstreamTemplate::isFileName);
        Optional<String> prefix = clientIdPrefix.expand(values, value -> true);
        boolean complete = name.isPresent() == username.isPresent()
                && password.isPresent() == passwordFile.isPresent()
                && chain.isPresent() == certificate.isPresent()
                && secret.isPresent() == key.isPresent()
                && keyPassword.isPresent() == keyPasswordFile.isPresent();
        return prefix.filter(text -> complete)
                .map(text ->
                        new UpstreamIdentity(name, password, chain, secret, keyPassword, text, configured.origin()));
    }

    /** The files that are the same for all sessions; the others are absent. */
    UpstreamIdentity literalFiles() {
        return new UpstreamIdentity(
                Optional.empty(),
                literal(passwordFile),
                literal(certificate),
                literal(key),
                literal(keyPasswordFile),
                "",
                configured.origin());
    }

    private static Optional<String> literal(Optional<Template> template) {
        return template.filter(Template::isLiteral).flatMap(text -> text.expand(NOBODY, value -> false));
    }

    private static Optional<String> expand(
            Optional<Template> template, PlaceholderValues values, Predicate<String> usable) {
        return template.flatMap(text -> text.expand(values, usable));
    }

    private static boolean isFileName(String value) {
        // The colon and the backslash for the sake of Windows; "..", as "%c/key.pem" would otherwise leave the folder.
        return !value.equals(".")
                && !value.equals("..")
                && value.chars().noneMatch(c -> c < ' ' || "/\\:+#".indexOf(c) >= 0);
    }
}
