/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

/** What was asked for cannot be done; the message tells people what is wrong, where, and the mend. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    public Refusal(String message) {
        super(message);
    }

    public Refusal(String message, Throwable cause) {
        super(message, cause);
    }
}
