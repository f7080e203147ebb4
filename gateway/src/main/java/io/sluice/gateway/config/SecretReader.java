/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.certs.PrivateFile;
import io.sluice.policy.config.Section;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads keys that name a file with a secret in it. */
final class SecretReader {
    private final Path file;

    SecretReader(Path file) {
        this.file = file;
    }

    /** The file, where one is named; with a problem where it holds no secret of such a length, or others can read it. */
    Optional<Path> read(Section section, String key, int shortest, int longest) {
        Optional<Path> path = section.optionalString(key).map(text -> Paths.resolve(file, section.origin(key), text));
        path.flatMap(named -> problem(named, shortest, longest))
                .ifPresent(problem -> section.problem(
                        key,
                        problem,
                        "name a file of this user's alone with " + shortest + " to " + longest
                                + " random bytes of text: openssl rand -hex 32 >FILE; chmod 600 FILE"));
        return path;
    }

    private static Optional<String> problem(Path path, int shortest, int longest) {
        try {
            return PrivateFile.password(path, longest).length < shortest
                    ? Optional.of(path + " holds less than " + shortest + " bytes, which can be guessed")
                    : Optional.empty();
        } catch (IOException unusable) {
            return Optional.of(String.valueOf(unusable.getMessage()));
        }
    }
}
