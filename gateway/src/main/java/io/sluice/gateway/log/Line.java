/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log;

/**
 * One JSON object on its way into a log.
 *
 * @param kind one of a few words, the MSGID of syslog
 * @param text without a line end
 */
public record Line(Severity severity, String kind, String text) {
    /** The same line, said otherwise. */
    public Line with(String text) {
        return new Line(severity, kind, text);
    }
}
