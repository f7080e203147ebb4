/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.util.Locale;

/** Who or what a connection ended by. The words stand in flow records and are stable. */
public enum EndCause {
    /** The device went, or did what cannot be gone on with. */
    DEVICE,
    /** The broker did, or could not be had. */
    BROKER,
    /** A rule of the policy. */
    POLICY,
    /** A bound on rates, sizes or numbers. */
    LIMIT,
    /** Something did not come in time. */
    TIMEOUT,
    /** Whoever runs the gateway. */
    ADMIN,
    /** The gateway itself, or the files that it was given. */
    FAULT;

    private final String word = name().toLowerCase(Locale.ROOT);

    /** The word in flow records, such as {@code policy}. */
    public String word() {
        return word;
    }
}
