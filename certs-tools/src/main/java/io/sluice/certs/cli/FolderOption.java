/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.CaFolder;
import io.sluice.certs.Refusal;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The folder of the CA that a command works with. */
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class FolderOption {
    @Option(names = "--dir", defaultValue = ".", description = "The CA's folder. Default: the current one.")
    private Path dir;

    @Option(
            names = "--ca-passphrase-file",
            paramLabel = "FILE",
            description = "Holds the passphrase of the CA's own keys, where they are encrypted.")
    private @Nullable Path passphraseFile;

    CaFolder open() throws Refusal {
        return new CaFolder(dir, InstantSource.system(), Passphrases.read(Optional.ofNullable(passphraseFile)));
    }
}
