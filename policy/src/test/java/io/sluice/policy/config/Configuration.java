/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.sluice.policy.Policy;
import io.sluice.policy.rule.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A HOCON text read as {@code home.conf}, with two listeners, {@code lan} and {@code lan-tls}. */
public final class Configuration {
    private final Problems problems = new Problems();
    private final Section root;
    private final Map<String, String> files;

    public Configuration(String hocon) {
        this(hocon, Map.of());
    }

    private Configuration(String hocon, Map<String, String> files) {
        this.files = files;
        ConfigParseOptions named = ConfigParseOptions.defaults().setOriginDescription("home.conf");
        root = Section.root(ConfigFactory.parseString(hocon, named).resolve().root(), "sluice", problems);
    }

    /** The policy of a text without problems. */
    public static Policy policy(String hocon) {
        Configuration configuration = new Configuration(hocon);
        return configuration.read().orElseThrow(() -> new AssertionError(configuration.problems()));
    }

    /** The policy of a text that names files, of which these are there. */
    public static Policy policy(String hocon, Map<String, String> files) {
        Configuration configuration = new Configuration(hocon, files);
        return configuration.read().orElseThrow(() -> new AssertionError(configuration.problems()));
    }

    /** What is wrong with a text. */
    public static List<String> problems(String hocon, Map<String, String> files) {
        Configuration configuration = new Configuration(hocon, files);
        configuration.read();
        return configuration.problems();
    }

    private record OnlyFiles(Map<String, String> texts) implements NamedFiles {
        @Override
        public String folder(Origin origin, String path) {
            return path.startsWith(CREDENTIAL) ? "/run/credentials" : "/etc/50%";
        }

        @Override
        public String text(Origin origin, String path) throws Unusable {
            String text = texts.get(path);
            if (text == null) {
                throw new Unusable(path + " is no file");
            }
            return text;
        }
    }

    Section root() {
        return root;
    }

    Optional<Policy> read() {
        return PolicyReader.read(root, Set.of("lan", "lan-tls"), new OnlyFiles(files), problems);
    }

    List<String> problems() {
        return problems.all().stream().map(Problem::toString).toList();
    }
}
