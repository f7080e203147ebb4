/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.KeyKind;
import io.sluice.certs.Refusal;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How new keys are made and kept. */
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class KeyOptions {
    @Option(
            names = "--key",
            paramLabel = "KIND",
            defaultValue = "ecdsa",
            converter = KindOf.class,
            description = "ecdsa (P-256), rsa (3072 bits) or ed25519. Default: ${DEFAULT-VALUE}.")
    private KeyKind kind;

    @Option(names = "--encrypt", description = "Encrypt the key with a passphrase that is asked for.")
    private boolean encrypt;

    @Option(
            names = "--passphrase-file",
            paramLabel = "FILE",
            description = "Encrypt the key with the passphrase that this file holds.")
    private @Nullable Path passphraseFile;

    /** By its name in small letters. */
    static final class KindOf implements ITypeConverter<KeyKind> {
        @Override
        public KeyKind convert(String word) {
            try {
                return KeyKind.valueOf(word.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException unknown) {
                throw new TypeConversionException("\"" + word + "\" is none of ecdsa, rsa, ed25519");
            }
        }
    }

    KeyKind kind() {
        return kind;
    }

    Optional<char[]> passphrase() throws Refusal {
        if (passphraseFile != null) {
            return Optional.of(Passphrases.read(passphraseFile));
        }
        return encrypt ? Optional.of(Passphrases.ask()) : Optional.empty();
    }
}
