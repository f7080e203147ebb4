/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.rule.Origin;

/** The files that a policy names, found and read by somebody else: the policy itself touches no file. */
public interface NamedFiles {
    /** Finds none. */
    NamedFiles NONE = new NamedFiles() {
        @Override
        public String absolute(Origin origin, String path) throws Unusable {
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
     * The absolute form of a path that is relative to the file that holds it.
     *
     * @param origin where the path is written
     */
    String absolute(Origin origin, String path) throws Unusable;

    /** The whole text of a file. */
    String text(Origin origin, String path) throws Unusable;
}
