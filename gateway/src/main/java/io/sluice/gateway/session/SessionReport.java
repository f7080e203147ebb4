/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.log.LineBudget;
import io.sluice.gateway.net.DialFailure;
import io.sluice.gateway.net.TlsFailure;
import io.sluice.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one session counts, logs and tells to whoever listens. */
final class SessionReport {
    private static final Logger log = LoggerFactory.getLogger(Session.class);

    private final Flow flow;
    private final SessionEvents events;
    private final LineBudget failures;
    private final boolean tellsAllowed;

    SessionReport(Flow flow, SessionEvents events, LineBudget failures) {
        this.flow = flow;
        this.failures = failures;
        this.events = events;
        this.tellsAllowed = events.wantsAllowed();
    }

    void connected() {
        events.connected(flow);
    }

    /** A step is over that began at {@code since}, by the nanosecond clock. */
    void took(SessionEvents.Step step, long since, boolean succeeded) {
        events.took(step, System.nanoTime() - since, succeeded);
    }

    /** A packet was denied; {@code bytes} are the topic, filter or client id. */
    void denied(Verdict verdict, String what, byte[] bytes, int length) {
        flow.counters().count(verdict);
        events.denied(flow, verdict, what, new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    /** A packet was denied whose topic nobody has read. */
    void deniedPacket(Verdict verdict) {
        flow.counters().count(verdict);
        events.denied(flow, verdict, "packet", "");
    }

    /** A PUBLISH has to wait. */
    void delayed(Verdict verdict, long nanos) {
        flow.counters().count(verdict);
        flow.counters().delayedNanos += nanos;
        events.denied(flow, verdict, "PUBLISH", "");
    }

    /** Whether somebody wants to hear of each packet that passes. */
    boolean tellsAllowed() {
        return tellsAllowed;
    }

    /** A packet passes; told where somebody wants to hear it. */
    void allowed(Verdict verdict, String what, byte[] bytes, int length) {
        if (tellsAllowed) {
            events.allowed(flow, verdict, what, new String(bytes, 0, length, StandardCharsets.UTF_8));
        }
    }

    /** The device has more in flight than the broker takes, and its class lets it. */
    void overrun(int receiveMaximum) {
        log.warn(
                "event=receive-maximum-exceeded source={} flow={} receive-maximum={} device=\"let through\"",
                source(),
                flow.id(),
                receiveMaximum);
    }

    void upstreamFailed(DialFailure failure) {
        events.upstreamFailed(flow, failure);
        if (mayLog(failure.mend())) {
            log.warn(
                    "event=upstream-failed source={} flow={} what=\"{}\" do=\"{}\" device=\"told that the server is unavailable\"",
                    source(),
                    flow.id(),
                    failure.what(),
                    failure.mend());
        }
    }

    void identityUnusable(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        log.error("event=upstream-identity-unusable flow={} what=\"{}\"", flow.id(), cause.getMessage());
    }

    void brokerMalformed(String what) {
        log.warn("event=broker-malformed flow={} what=\"{}\"", flow.id(), what);
    }

    void deviceTlsFailed(TlsFailure failure) {
        events.deviceTlsFailed(flow, failure);
        if (mayLog(failure.mend())) {
            log.info(
                    "event=device-tls-failed source={} listener={} flow={} what=\"{}\" do=\"{}\"",
                    source(),
                    flow.listener(),
                    flow.id(),
                    failure.what(),
                    failure.mend());
        }
    }

    /** TLS with the device failed after the handshake, or its connection did. */
    void deviceFailed(Throwable cause) {
        log.debug("event=device-failed source={} what=\"{}\"", source(), cause.toString());
    }

    /** TLS with the broker failed after the handshake. */
    String upstreamTlsFailed(Throwable cause) {
        TlsFailure failure = TlsFailure.of(cause);
        events.upstreamFailed(flow, new DialFailure(true, failure.what(), failure.mend()));
        if (mayLog(failure.mend())) {
            log.warn(
                    "event=upstream-tls-failed source={} flow={} what=\"{}\" do=\"{}\"",
                    source(),
                    flow.id(),
                    failure.what(),
                    failure.mend());
        }
        return failure.what();
    }

    void fault(Throwable fault) {
        log.error(
                "event=fault flow={} what=\"{}\" session=\"closed; please report this\"", flow.id(), fault.toString());
        log.debug("stack of the fault of flow {}", flow.id(), fault);
    }

    /**
     * Whether there is room for a line about a failure; says how many of the kind there was none for.
     *
     * @param mend tells one kind from another, and is nothing that a peer can choose
     */
    private boolean mayLog(String mend) {
        OptionalLong leftOut = failures.admit(source(), mend);
        if (leftOut.isPresent() && leftOut.getAsLong() > 0) {
            log.info(
                    "event=failures-not-logged source={} count={} like=\"the next\" instead=\"see the flow log\"",
                    source(),
                    leftOut.getAsLong());
        }
        return leftOut.isPresent();
    }

    private String source() {
        return flow.device().getAddress().getHostAddress();
    }
}
