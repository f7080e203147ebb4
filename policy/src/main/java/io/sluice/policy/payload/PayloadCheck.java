/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.payload;

/** One thing that is asked of payloads. Immutable, for any thread; takes time in proportion to the payload's size. */
public interface PayloadCheck {
    /** Whether the payload is as asked. */
    boolean passes(Payload payload);

    /** It is UTF-8 (RFC 3629). */
    static PayloadCheck utf8() {
        return Payload::isUtf8;
    }
}
