/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

/** The demo cannot run; the message says why and what to do, for people. */
final class DemoFailure extends Exception {
    private static final long serialVersionUID = 1L;

    DemoFailure(String message) {
        super(message);
    }

    DemoFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
