/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import java.util.concurrent.atomic.AtomicInteger;

/** Something that has to be seen for the demo to be right: that a message arrived, or that it was stopped. */
final class Expectation {
    private final String text;
    private final boolean allows;
    private final AtomicInteger seen = new AtomicInteger();

    /**
     * @param allows whether something gets through; otherwise something is stopped
     */
    Expectation(String text, boolean allows) {
        this.text = text;
        this.allows = allows;
    }

    String text() {
        return text;
    }

    boolean allows() {
        return allows;
    }

    void see() {
        seen.incrementAndGet();
    }

    int times() {
        return seen.get();
    }
}
