/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.policy.config.NamedFiles;
import io.sluice.policy.rule.Origin;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files that the policy of a configuration names. */
final class ConfigFiles implements NamedFiles {
    private static final long LARGEST = 16 << 20;

    private final Path file;

    /** @param file the configuration */
    ConfigFiles(Path file) {
        this.file = file;
    }

    @Override
    public String folder(Origin origin, String path) throws Unusable {
        if (path.startsWith(CREDENTIAL)) {
            return Credentials.folder().orElseThrow(() -> new Unusable(Credentials.NONE));
        }
        return Paths.resolve(file, origin, ".").toString();
    }

    @Override
    public String text(Origin origin, String path) throws Unusable {
        Path resolved = Credentials.is(path) ? credential(path) : Paths.resolve(file, origin, path);
        try {
            if (!Files.isRegularFile(resolved)) {
                throw new Unusable(resolved + " is no file");
            }
            if (Files.size(resolved) > LARGEST) {
                throw new Unusable(resolved + " is larger than 16 MiB");
            }
            return Files.readString(resolved, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new Unusable(resolved + " cannot be read as UTF-8 text");
        }
    }

    private static Path credential(String path) throws Unusable {
        try {
            return Credentials.file(path);
        } catch (IOException none) {
            throw new Unusable(String.valueOf(none.getMessage()));
        }
    }
}
