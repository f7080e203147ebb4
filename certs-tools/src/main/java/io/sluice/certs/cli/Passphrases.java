/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.PrivateFile;
import io.sluice.certs.Refusal;
import java.io.Console;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Passphrases, from files or from whoever sits at the terminal. They are never on a command line, where others see them. */
final class Passphrases {
    private static final int LONGEST = 1_024;

    private Passphrases() {}

    /** The content of a file that nobody else can read, without the line end at its end. */
    static char[] read(Path file) throws Refusal {
        try {
            CharBuffer text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(PrivateFile.password(file, LONGEST)));
            return Arrays.copyOf(text.array(), text.length());
        } catch (CharacterCodingException noText) {
            throw new Refusal(file + " is no text in UTF-8", noText);
        } catch (IOException unusable) {
            throw new Refusal(unusable.getMessage() + "; it wants nothing but the passphrase, and chmod 600", unusable);
        }
    }

    /** Of a file if there is one, empty otherwise. */
    static Optional<char[]> read(Optional<Path> file) throws Refusal {
        return file.isPresent() ? Optional.of(read(file.get())) : Optional.empty();
    }

    /** Asks for one that is to encrypt something, twice. */
    static char[] ask() throws Refusal {
        Console console = Optional.ofNullable(System.console()).orElseThrow(Passphrases::noTerminal);
        char[] first = typed(console, "passphrase: ");
        if (!Arrays.equals(first, typed(console, "once more: "))) {
            throw new Refusal("these are two different passphrases");
        }
        if (first.length == 0) {
            throw new Refusal("a passphrase is not empty");
        }
        return first;
    }

    private static char[] typed(Console console, String prompt) throws Refusal {
        char[] typed = console.readPassword("%s", prompt);
        if (typed == null) {
            // From JDK 22 on there is a console without a terminal too.
            throw noTerminal();
        }
        return typed;
    }

    private static Refusal noTerminal() {
        return new Refusal("there is no terminal to ask for a passphrase at; name a file: --passphrase-file FILE");
    }
}
