/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.key;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a certificate chain and its key are kept.
 *
 * @param certificate PEM, or PKCS#12 with both in it
 * @param key empty where it is in the file of the certificate
 * @param password what the key is encrypted with, the whole file less its line end; not looked at where it is not encrypted
 */
public record KeyFiles(Path certificate, Optional<Path> key, Optional<Path> password) {
    /** All of them. */
    public List<Path> files() {
        List<Path> files = new ArrayList<>(List.of(certificate));
        key.ifPresent(files::add);
        password.ifPresent(files::add);
        return files;
    }

    /** The one with the key in it. */
    Path secret() {
        return key.orElse(certificate);
    }
}
