/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;

/** A folder that holds a CA, ca.pem and ca.key, and beside it what the CA has issued, NAME.pem and NAME.key. */
final class CertsFolder {
    private static final String CA = "ca";
    private static final Pattern FILE_NAME = Pattern.compile("(?!.*\\.\\.)[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final Path dir;
    private final boolean replace;

    /**
     * Opens the folder.
     *
     * @param replace whether files that are there may be replaced
     */
    CertsFolder(Path dir, boolean replace) throws Refusal {
        if (!Files.isDirectory(dir)) {
            throw new Refusal(dir + " is no folder; make it first");
        }
        this.dir = dir;
        this.replace = replace;
    }

    /** Where certificate and key go. */
    record Target(Path certificate, Path key) {
        void write(Identity identity) throws Refusal {
            try {
                identity.write(certificate, key);
            } catch (IOException failure) {
                throw new Refusal("cannot write " + certificate + " and " + key + ": " + reason(failure), failure);
            }
        }
    }

    /** The CA's own files. */
    Target ca() throws Refusal {
        return target(CA);
    }

    /** Files of somebody whom the CA issues for; its own are not for the taking, not by force either. */
    Target of(String name) throws Refusal {
        if (name.equals(CA)) {
            throw new Refusal("\"ca\" names the CA's own files; take another name");
        }
        return target(name);
    }

    private Target target(String name) throws Refusal {
        if (!FILE_NAME.matcher(name).matches()) {
            throw new Refusal("\"" + name.replaceAll("\\p{Cntrl}", "?")
                    + "\" cannot name a file: use up to 63 letters, digits, dots, dashes, underscores");
        }
        Target files = new Target(dir.resolve(name + ".pem"), dir.resolve(name + ".key"));
        for (Path file : List.of(files.certificate(), files.key())) {
            if (!replace && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new Refusal(file + " is there already; --force replaces it");
            }
        }
        return files;
    }

    /** The CA, when it can issue certificates of this validity: none outlives the CA that vouches for it. */
    CertificateAuthority authority(Validity wanted, InstantSource clock) throws Refusal {
        Path certificate = dir.resolve(CA + ".pem");
        Path key = dir.resolve(CA + ".key");
        if (Files.notExists(certificate) && Files.notExists(key)) {
            throw new Refusal("there is no CA in " + dir + "; make one with: sluice certs ca --dir " + dir);
        }
        CertificateAuthority authority;
        try {
            authority = CertificateAuthority.load(certificate, key);
        } catch (IOException unusable) {
            throw new Refusal(
                    "the CA in " + dir + " cannot be used: " + reason(unusable)
                            + "; bring the right files back (a new CA would be unknown to all who trust this one)",
                    unusable);
        }
        var end = authority.certificate().getNotAfter().toInstant();
        if (!clock.instant().isBefore(end)) {
            throw new Refusal(certificate + " ended on " + end + "; make a new CA with: sluice certs ca --force --dir "
                    + dir + ", and give it to all who trust the old one");
        }
        if (wanted.notAfter().isAfter(end)) {
            throw new Refusal(certificate + " ends on " + end + ", before the certificate would; take fewer --days");
        }
        return authority;
    }

    private static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + " is missing";
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + " is not accessible to this user";
        }
        if (failure instanceof FileSystemException other && other.getReason() != null) {
            return other.getReason();
        }
        return String.valueOf(failure.getMessage());
    }
}
