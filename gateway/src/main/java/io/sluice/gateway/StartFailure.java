/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway;

/** The gateway could not start; the message says why, for people. */
public final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    StartFailure(String message) {
        super(message);
    }
}
