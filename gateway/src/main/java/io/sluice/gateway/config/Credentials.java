/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.policy.config.NamedFiles;
import java.io.FileNotFoundException;
import java.nio.file.Path;
import java.util.Optional;

/** What systemd hands to a service (systemd.exec(5), Credentials): files in {@code $CREDENTIALS_DIRECTORY}. */
final class Credentials {
    static final String NONE =
            "CREDENTIALS_DIRECTORY is not set: systemd sets it for a service with LoadCredential= or SetCredential=";

    private Credentials() {}

    /** Whether a path names one. */
    static boolean is(String path) {
        return path.startsWith(NamedFiles.CREDENTIAL);
    }

    /** Where they are, empty for a process that got none. */
    static Optional<String> folder() {
        return Optional.ofNullable(System.getenv("CREDENTIALS_DIRECTORY")).filter(folder -> !folder.isEmpty());
    }

    /**
     * The file of {@code credential:NAME}.
     *
     * @throws FileNotFoundException when there are none, or the name is not a plain one
     */
    static Path file(String path) throws FileNotFoundException {
        String name = path.substring(NamedFiles.CREDENTIAL.length());
        if (name.isEmpty() || name.indexOf('/') >= 0 || name.indexOf('\0') >= 0 || name.matches("\\.{1,2}")) {
            throw new FileNotFoundException("\"" + name + "\" is no name of a credential");
        }
        return Path.of(folder().orElseThrow(() -> new FileNotFoundException(NONE)), name);
    }
}
