/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.CaFolder;
import io.sluice.certs.Keeping;
import io.sluice.certs.Refusal;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts key and certificates into one file. */
@Command(
        name = "p12",
        mixinStandardHelpOptions = true,
        description =
                "Writes NAME.p12 (PKCS#12): key and certificates in one file under a passphrase, as many programs want them.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class P12Command implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Whose. Its files are there already.")
    private String name;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Holds the passphrase of the new file. Default: it is asked for.")
    private @Nullable Path passphraseFile;

    @Option(
            names = "--key-passphrase-file",
            paramLabel = "FILE",
            description = "Holds the passphrase of the key, where it is encrypted.")
    private @Nullable Path keyPassphraseFile;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    @Mixin
    private FolderOption folder;

    @Override
    public Integer call() {
        return Answer.of(spec, out -> {
            char[] passphrase = passphraseFile == null ? Passphrases.ask() : Passphrases.read(passphraseFile);
            Optional<char[]> keyPassphrase = Passphrases.read(Optional.ofNullable(keyPassphraseFile));
            out.println("wrote " + write(folder.open(), passphrase, keyPassphrase));
            return 0;
        });
    }

    private Path write(CaFolder dir, char[] passphrase, Optional<char[]> keyPassphrase)
            throws Refusal, java.security.GeneralSecurityException {
        return new Keeping(dir, force).pkcs12(name, keyPassphrase, passphrase);
    }
}
