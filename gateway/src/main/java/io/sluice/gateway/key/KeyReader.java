/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.key;

import io.sluice.certs.Identity;
import io.sluice.certs.KeyFile;
import io.sluice.certs.PrivateFile;
import io.sluice.certs.WrongPassphraseException;
import io.sluice.gateway.key.UnusableKey.Part;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;

/** Reads keys and their certificates, and refuses what is not safe or cannot work. */
public final class KeyReader {
    private static final int LARGEST_FILE = 1 << 20;
    private static final byte DER_SEQUENCE = 0x30;
    private static final int LONGEST_PASSWORD = 1024;

    private final InstantSource clock;

    public KeyReader(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * Reads a key and its chain.
     *
     * @throws UnusableKey also when others can read the key or its password, when one is not the other's, or when a
     *     certificate is not in its time
     */
    public Identity read(KeyFiles files) throws UnusableKey {
        byte[] content = content(files.certificate());
        // PEM is text; what asks Bouncy Castle whether it is PKCS#12 is slow to load.
        Identity identity =
                isBinary(content) && Pkcs12.is(content) ? fromPkcs12(files, content) : fromPem(files, content);
        CertificateFile.checkTime(files.certificate(), identity.chain(), clock.instant());
        return identity;
    }

    private static boolean isBinary(byte[] content) {
        return content.length > 0 && content[0] == DER_SEQUENCE;
    }

    private static Identity fromPkcs12(KeyFiles files, byte[] content) throws UnusableKey {
        Path file = files.certificate();
        if (files.key().filter(key -> !key.equals(file)).isPresent()) {
            throw new UnusableKey(Part.KEY, file + " is PKCS#12 and holds its key itself", "leave key out");
        }
        checkPrivate(files);
        Path passwordFile = files.password()
                .orElseThrow(() -> new UnusableKey(
                        Part.CERTIFICATE, file + " is encrypted", "write key-password-file with its password"));
        char[] password = password(passwordFile);
        try {
            return Pkcs12.read(file, content, passwordFile, password);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    private static Identity fromPem(KeyFiles files, byte[] content) throws UnusableKey {
        CertificateFile certificates = CertificateFile.parse(files.certificate(), content);
        if (files.key().isEmpty() && !certificates.holdsKey()) {
            throw new UnusableKey(Part.CERTIFICATE, files.certificate() + " holds no private key", "name its key too");
        }
        checkPrivate(files);
        PrivateKey key = pemKey(files);
        if (!KeyFile.belongTogether(key, certificates.chain().get(0))) {
            throw new UnusableKey(
                    part(files),
                    files.secret() + " is not the key of " + files.certificate(),
                    "name the key that the certificate was issued for");
        }
        return new Identity(key, certificates.chain());
    }

    private static PrivateKey pemKey(KeyFiles files) throws UnusableKey {
        Optional<char[]> password = files.password().isPresent()
                ? Optional.of(password(files.password().get()))
                : Optional.empty();
        try {
            return KeyFile.read(files.secret(), password);
        } catch (WrongPassphraseException wrong) {
            if (files.password().isPresent()) {
                throw new UnusableKey(
                        Part.PASSWORD,
                        "the password in " + files.password().get() + " does not open " + files.secret(),
                        "write the password of that key into it");
            }
            throw new UnusableKey(
                    part(files), files.secret() + " is encrypted", "write key-password-file with its password");
        } catch (NoSuchFileException missing) {
            throw new UnusableKey(part(files), files.secret() + " is not there", "name a private key in PEM form");
        } catch (IOException noKey) {
            throw new UnusableKey(part(files), String.valueOf(noKey.getMessage()), "name a private key in PEM form");
        } finally {
            password.ifPresent(secret -> Arrays.fill(secret, '\0'));
        }
    }

    private static Part part(KeyFiles files) {
        return files.key().isPresent() ? Part.KEY : Part.CERTIFICATE;
    }

    private static void checkPrivate(KeyFiles files) throws UnusableKey {
        Path secret = files.secret();
        try {
            if (PrivateFile.isExposed(secret)) {
                throw new UnusableKey(
                        part(files),
                        secret + " can be read or changed by others",
                        "chmod 600 " + secret + " (640 when a group has to read it)");
            }
        } catch (IOException unknown) {
            throw new UnusableKey(
                    part(files), "who can read " + secret + " cannot be found out", "name a file that this user owns");
        }
    }

    private static char[] password(Path file) throws UnusableKey {
        byte[] bytes = {};
        try {
            bytes = PrivateFile.password(file, LONGEST_PASSWORD);
            CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
            char[] password = new char[text.remaining()];
            text.get(password);
            Arrays.fill(text.array(), '\0');
            return password;
        } catch (IOException unusable) {
            throw new UnusableKey(
                    Part.PASSWORD,
                    String.valueOf(unusable.getMessage()),
                    "name a file with nothing but the password, and chmod 600 it");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] content(Path file) throws UnusableKey {
        String mend = "name a file that exists and that this user may read";
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw new UnusableKey(Part.CERTIFICATE, file + " is larger than 1 MiB", "name a certificate");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException missing) {
            throw new UnusableKey(Part.CERTIFICATE, file + " is not there", mend);
        } catch (IOException unreadable) {
            throw new UnusableKey(Part.CERTIFICATE, file + " cannot be read", mend);
        }
    }
}
