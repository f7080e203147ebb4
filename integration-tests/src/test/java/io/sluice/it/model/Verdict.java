/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

/** What has to become of a message or a filter. */
enum Verdict {
    ALLOWED,
    DENIED,
    /** The policy changes while it is on its way: what is not whole is still wrong, and so is an answer that lies. */
    EITHER;

    /** Of two things that both have to be allowed. */
    Verdict and(Verdict other) {
        return this == DENIED || other == DENIED ? DENIED : this == ALLOWED ? other : this;
    }
}
