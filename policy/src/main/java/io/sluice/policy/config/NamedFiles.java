/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.rule.Origin;

/** The files that a policy names, found and read by somebody else: the policy itself touches no file. */
public interface NamedFiles {
    /** In front of the name of a systemd credential, a file in {@code $CREDENTIALS_DIRECTORY}. */
    String CREDENTIAL = "credential:";

    /** Finds none. */
    NamedFiles NONE = new NamedFiles() {
        @Override
        public String folder(Origin origin, String path) throws Unusable {
            throw new Unusable(path + " cannot be found from here");
        }

        @Override
        public String text(Origin origin, String path) throws Unusable {
            throw new Unusable(path + " cannot be read from here");
        }
    };

    /** A file that cannot be used; its message says which and why. */
    final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        public Unusable(String what) {
            super(what, null, false, false);
        }

        String what() {
            return String.valueOf(getMessage());
        }
    }

    /**
     * The folder that a path starts from: the one of the file that holds it, or, of a {@link #CREDENTIAL}, the one with the
     * credentials.
     *
     * @param origin where the path is written
     * @return absolute
     */
    String folder(Origin origin, String path) throws Unusable;

    /** The whole text of a file. */
    String text(Origin origin, String path) throws Unusable;
}
