/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.flow.FlowRecord;
import io.sluice.gateway.limit.Ban;
import io.sluice.gateway.net.DialFailure;
import io.sluice.gateway.net.TlsFailure;
import io.sluice.policy.Verdict;
import java.util.List;

/** Hears what happens to sessions. Called on their event loops: what it does must be short and must not block. */
public interface SessionEvents {
    /** Hears nothing. */
    SessionEvents NONE = new SessionEvents() {};

    /** What takes its time in the life of a session. */
    enum Step {
        /** From accept to the end of the TLS handshake with the device. */
        DEVICE_HANDSHAKE,
        /** From dialling a broker to its being there: TCP, and TLS where it is spoken. */
        UPSTREAM_CONNECT
    }

    /** A step is over, well or not. */
    default void took(Step step, long nanos, boolean succeeded) {}

    /** A CONNECT passed and the broker accepted it. */
    default void connected(Flow flow) {}

    /**
     * A verdict that is not allow, of a connection or a packet.
     *
     * @param what the packet type, or "connection" at accept
     * @param subject the topic, the filter or the client id that was judged; empty where there is none
     */
    default void denied(Flow flow, Verdict verdict, String what, String subject) {}

    /**
     * A packet that passed. Only heard where {@link #wantsAllowed} says so: making the subject costs.
     *
     * @param what PUBLISH, SUBSCRIBE or "delivery"
     */
    default void allowed(Flow flow, Verdict verdict, String what, String subject) {}

    /** Whether {@link #allowed} is to be called; asked once a session. */
    default boolean wantsAllowed() {
        return false;
    }

    /** A device failed the TLS handshake. */
    default void deviceTlsFailed(Flow flow, TlsFailure failure) {}

    /** No broker could be reached for a device, or TLS with it failed. */
    default void upstreamFailed(Flow flow, DialFailure failure) {}

    /**
     * A source is banned for what it did.
     *
     * @param flow the connection that was the last straw
     */
    default void banned(FlowRecord flow, Ban ban) {}

    /** A connection is over. */
    default void ended(FlowRecord flow) {}

    /** Tells several. */
    static SessionEvents all(List<SessionEvents> listeners) {
        return new SessionEvents() {
            @Override
            public void took(Step step, long nanos, boolean succeeded) {
                listeners.forEach(listener -> listener.took(step, nanos, succeeded));
            }

            @Override
            public void connected(Flow flow) {
                listeners.forEach(listener -> listener.connected(flow));
            }

            @Override
            public void denied(Flow flow, Verdict verdict, String what, String subject) {
                listeners.forEach(listener -> listener.denied(flow, verdict, what, subject));
            }

            @Override
            public void allowed(Flow flow, Verdict verdict, String what, String subject) {
                listeners.forEach(listener -> listener.allowed(flow, verdict, what, subject));
            }

            @Override
            public boolean wantsAllowed() {
                return listeners.stream().anyMatch(SessionEvents::wantsAllowed);
            }

            @Override
            public void deviceTlsFailed(Flow flow, TlsFailure failure) {
                listeners.forEach(listener -> listener.deviceTlsFailed(flow, failure));
            }

            @Override
            public void upstreamFailed(Flow flow, DialFailure failure) {
                listeners.forEach(listener -> listener.upstreamFailed(flow, failure));
            }

            @Override
            public void banned(FlowRecord flow, Ban ban) {
                listeners.forEach(listener -> listener.banned(flow, ban));
            }

            @Override
            public void ended(FlowRecord flow) {
                listeners.forEach(listener -> listener.ended(flow));
            }
        };
    }
}
