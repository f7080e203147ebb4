/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

/**
 * Why no broker could be reached.
 *
 * @param tls whether it was there and failed the TLS handshake
 * @param what in words for the log
 * @param mend what to do about it
 */
public record DialFailure(boolean tls, String what, String mend) {
    /** The network is at fault, or the broker. */
    public DialFailure(boolean tls, String what) {
        this(tls, what, "see that the broker runs and can be reached");
    }
}
