/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.util.Locale;

/** How far a connection had come when it ended. The words stand in flow records and are stable. */
public enum EndPhase {
    /** It had not been let in. */
    ACCEPT,
    /** Its TLS handshake was not through. */
    TLS,
    /** Its CONNECT had not been seen or not been passed. */
    CONNECT,
    /** Its CONNECT had passed, and the broker had not accepted it. */
    UPSTREAM,
    /** Both sides could talk. */
    DATA,
    /** It was on its way out: what a device that is gone had left behind still went on, or the gateway was stopping. */
    DRAIN;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in flow records, such as {@code upstream}. */
    public String word() {
        return word;
    }
}
