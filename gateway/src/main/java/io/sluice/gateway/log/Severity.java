/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

/** How much a line matters (RFC 5424 section 6.2.1). */
public enum Severity {
    ERROR(3),
    WARNING(4),
    NOTICE(5),
    INFORMATIONAL(6);

    private final int code;

    Severity(int code) {
        this.code = code;
    }

    /** 0, the worst, to 7. */
    public int code() {
        return code;
    }
}
