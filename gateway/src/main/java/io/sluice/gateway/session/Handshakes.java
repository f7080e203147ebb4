/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.PacketType;
import io.sluice.gateway.frame.ReasonCode;

/**
 * The acknowledgements of the PUBLISHes of one direction (MQTT 5, section 4.3): of those that went on the receiver's are
 * awaited, of those that were withheld the gateway makes them, in order with the receiver's. The order is one for QoS 1 and one
 * for QoS 2 (section 4.6): a receiver may well send a PUBACK before an earlier PUBREC. A QoS 2 flow that the gateway answers
 * stays its own until PUBCOMP.
 */
final class Handshakes {
    private final PendingAcks pubacks = new PendingAcks();
    private final PendingAcks pubrecs = new PendingAcks();
    private final PacketIds own = new PacketIds();
    private final PacketIds received = new PacketIds();
    private final Outlet publisher;
    private final Answers answers;
    private final boolean refusalEndsFlow;

    /**
     * @param publisher the way back to who publishes
     * @param level protocol level; from 5 on a PUBREC with an error ends the flow (section 4.3.3)
     */
    Handshakes(Outlet publisher, Answers answers, int level) {
        this.publisher = publisher;
        this.answers = answers;
        this.refusalEndsFlow = level == 5;
    }

    /**
     * PUBLISHes that count against the receiver's Receive Maximum (MQTT 5, section 4.9): those without a PUBACK, and without
     * a PUBCOMP or a PUBREC that ends the flow.
     */
    int inFlight() {
        return pubacks.size() + pubrecs.size() + received.size();
    }

    /** A PUBLISH goes on. */
    void forwarded(Frame publish) {
        if (publish.qos() > 0) {
            (publish.qos() == 1 ? pubacks : pubrecs).forwarded(publish.packetId());
        }
    }

    /** A PUBLISH of QoS 1 goes on. */
    void forwarded(int packetId) {
        pubacks.forwarded(packetId);
    }

    /**
     * A PUBACK of the receiver passes that says nothing but the packet identifier.
     *
     * @return whether that is all; if not, nothing has happened, and it wants {@link #answered}
     */
    boolean acknowledged(int packetId) {
        if (packetId == 0 || pubacks.hasOwn()) {
            return false;
        }
        pubacks.answered(packetId);
        return true;
    }

    /**
     * A PUBLISH is withheld and, with QoS 1 or 2, acknowledged as soon as its turn comes. One of QoS 2 that went on when it
     * was sent before stays the receiver's.
     */
    void withheld(Frame publish, int reasonCode) {
        int qos = publish.qos();
        if (qos == 0 || (qos == 2 && isReceivers(publish.packetId()))) {
            return;
        }
        (qos == 1 ? pubacks : pubrecs).withheld(publish.packetId(), reasonCode);
        boolean flowGoesOn = !refusalEndsFlow || reasonCode == ReasonCode.SUCCESS;
        if (qos == 2 && flowGoesOn) {
            own.add(publish.packetId());
        }
        sayWhatMay();
    }

    /**
     * A QoS 2 PUBLISH is withheld that may have gone on in an earlier connection of the session. Its receiver may hold the
     * identifier, and would take the next message under it for the same one: what releases it goes on, and the receiver
     * completes the flow (MQTT 5, section 4.3.3).
     */
    void withheldAgain(Frame publish) {
        pubrecs.withheld(publish.packetId(), ReasonCode.SUCCESS);
        sayWhatMay();
    }

    /** Whether a QoS 2 PUBLISH repeats, or reuses the identifier of, one that the gateway answers. */
    boolean isOwn(Frame publish) {
        return publish.qos() == 2 && own.contains(publish.packetId());
    }

    /** Whether a QoS 2 flow is under way with the receiver, who answers it and is to hear of its PUBREL. */
    private boolean isReceivers(int packetId) {
        return pubrecs.isForwarded(packetId) || (received.contains(packetId) && !own.contains(packetId));
    }

    /** The receiver's PUBACK or PUBREC passes. */
    void answered(Frame answer) {
        if (answer.type() == PacketType.PUBACK) {
            pubacks.answered(answer.packetId());
        } else {
            pubrecs.answered(answer.packetId());
            if (answer.reasonCode() < ReasonCode.UNSPECIFIED_ERROR) {
                received.add(answer.packetId());
            }
        }
        sayWhatMay();
    }

    /** The receiver's PUBCOMP passes. */
    void completed(int packetId) {
        received.remove(packetId);
    }

    /**
     * The publisher's PUBREL.
     *
     * @return whether it was for the gateway and must go nowhere
     */
    boolean released(int packetId) {
        if (!own.remove(packetId)) {
            return false;
        }
        received.remove(packetId);
        publisher.say(answers.pubcomp(packetId));
        return true;
    }

    private void sayWhatMay() {
        for (int answer = pubacks.poll(); answer != PendingAcks.NONE; answer = pubacks.poll()) {
            publisher.say(answers.puback(PendingAcks.packetId(answer), PendingAcks.reasonCode(answer)));
        }
        for (int answer = pubrecs.poll(); answer != PendingAcks.NONE; answer = pubrecs.poll()) {
            int id = PendingAcks.packetId(answer);
            if (own.contains(id)) {
                received.add(id);
            }
            publisher.say(answers.pubrec(id, PendingAcks.reasonCode(answer)));
        }
    }
}
