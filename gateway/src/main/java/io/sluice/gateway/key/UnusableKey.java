/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.key;

import java.security.GeneralSecurityException;

/** A certificate, key or password file that cannot be used. The message names the file and what is wrong, never a password. */
public final class UnusableKey extends GeneralSecurityException {
    private static final long serialVersionUID = 1;

    private final Part part;
    private final String mend;

    /** The setting whose file it is. */
    public enum Part {
        CERTIFICATE("certificate"),
        KEY("key"),
        PASSWORD("key-password-file");

        private final String setting;

        Part(String setting) {
            this.setting = setting;
        }

        /** As it is called in the configuration. */
        public String setting() {
            return setting;
        }
    }

    UnusableKey(Part part, String what, String mend) {
        super(what);
        this.part = part;
        this.mend = mend;
    }

    public Part part() {
        return part;
    }

    /** What is to be done about it. */
    public String mend() {
        return mend;
    }
}
