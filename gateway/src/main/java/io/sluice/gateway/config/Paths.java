/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.policy.rule.Origin;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths in a configuration are relative to the file that holds them, an included one too. */
final class Paths {
    private Paths() {}

    /**
     * @param file the configuration that is being read
     * @param origin where the path stands
     */
    static Path resolve(Path file, Origin origin, String path) {
        try {
            Path holder = origin.file().isEmpty() ? file : Path.of(origin.file());
            return holder.toAbsolutePath().resolveSibling(path).normalize();
        } catch (InvalidPathException noPath) {
            return file.toAbsolutePath().resolveSibling("unusable-path");
        }
    }
}
