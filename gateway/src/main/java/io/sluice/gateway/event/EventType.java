/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.event;

import io.sluice.gateway.log.Severity;
import java.util.Locale;

/** What can happen. The labels are stable: they appear in the event log and as MSGID in syslog. */
public enum EventType {
    /** The gateway serves. */
    STARTED(Severity.NOTICE),
    /** The gateway has stopped as it was told to. */
    STOPPED(Severity.NOTICE),
    /** Another policy is in force. */
    RELOADED(Severity.NOTICE),
    /** Another configuration was to be put in force and cannot be used. */
    RELOAD_REFUSED(Severity.ERROR),
    /** A verdict that is not allow. */
    DENIED(Severity.NOTICE),
    /** A source is kept out for a while. */
    BANNED(Severity.WARNING),
    /** A source, or all, may come back before their time. */
    BAN_LIFTED(Severity.NOTICE),
    /** A device failed the TLS handshake. */
    DEVICE_TLS_FAILED(Severity.WARNING),
    /** A broker failed the TLS handshake. */
    UPSTREAM_TLS_FAILED(Severity.ERROR),
    /** No broker could be reached. */
    UPSTREAM_FAILED(Severity.ERROR),
    /** Events that are not in the log. */
    SUPPRESSED(Severity.NOTICE);

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');
    private final Severity severity;

    EventType(Severity severity) {
        this.severity = severity;
    }

    /** In kebab case, such as {@code ban-lifted}. */
    public String label() {
        return label;
    }

    public Severity severity() {
        return severity;
    }
}
