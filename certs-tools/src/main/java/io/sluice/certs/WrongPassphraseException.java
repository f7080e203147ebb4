/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.io.IOException;

/** A key is encrypted, and what it was to be decrypted with is missing or another. The message names the file, never the words. */
public final class WrongPassphraseException extends IOException {
    private static final long serialVersionUID = 1L;

    WrongPassphraseException(String message) {
        super(message);
    }

    WrongPassphraseException(String message, Throwable cause) {
        super(message, cause);
    }
}
