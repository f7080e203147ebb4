/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.syslog;

/** What kind of program speaks (RFC 5424 section 6.2.1), of those that a gateway can be. */
public enum Facility {
    USER(1),
    DAEMON(3),
    AUTH(4),
    AUTHPRIV(10),
    LOCAL0(16),
    LOCAL1(17),
    LOCAL2(18),
    LOCAL3(19),
    LOCAL4(20),
    LOCAL5(21),
    LOCAL6(22),
    LOCAL7(23);

    private final int code;

    Facility(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
