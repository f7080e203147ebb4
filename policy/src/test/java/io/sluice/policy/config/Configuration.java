/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import io.sluice.policy.Policy;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A HOCON text read as {@code home.conf}, with two listeners, {@code lan} and {@code lan-tls}. */
public final class Configuration {
    private final Problems problems = new Problems();
    private final Section root;

    public Configuration(String hocon) {
        ConfigParseOptions named = ConfigParseOptions.defaults().setOriginDescription("home.conf");
        root = Section.root(ConfigFactory.parseString(hocon, named).resolve().root(), "sluice", problems);
    }

    /** The policy of a text without problems. */
    public static Policy policy(String hocon) {
        Configuration configuration = new Configuration(hocon);
        return configuration.read().orElseThrow(() -> new AssertionError(configuration.problems()));
    }

    Section root() {
        return root;
    }

    Optional<Policy> read() {
        return PolicyReader.read(root, Set.of("lan", "lan-tls"), problems);
    }

    List<String> problems() {
        return problems.all().stream().map(Problem::toString).toList();
    }
}
