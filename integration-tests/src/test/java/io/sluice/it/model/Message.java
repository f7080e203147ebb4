/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

/** One message of a sender's application, over all its transmissions. */
final class Message {
    private static final int NONE = -1;

    private final Publish publish;
    private final String topic;
    private final Verdict verdict;
    private int accepted;
    private int answer = NONE;
    private boolean repeated;
    private boolean refused;

    /**
     * @param publish as it was sent first
     * @param topic what it is about, an alias resolved
     */
    Message(Publish publish, String topic, Verdict verdict) {
        this.publish = publish;
        this.topic = topic;
        this.verdict = verdict;
    }

    Publish publish() {
        return publish;
    }

    String topic() {
        return topic;
    }

    Verdict verdict() {
        return verdict;
    }

    /** The receiver's application gets it. */
    void accepted() {
        accepted++;
    }

    /** The receiver refuses it with a PUBACK or PUBREC. */
    void answered(int reason) {
        answer = reason;
        refused |= reason >= 0x80;
    }

    void repeated() {
        repeated = true;
        answer = NONE;
    }

    /** The sender got an answer: it has to be the receiver's, or that of the gateway for what goes nowhere. */
    void checkAnswer(int reason, int refusal) {
        boolean right =
                switch (verdict) {
                    case ALLOWED -> answer == reason;
                    case DENIED -> answer == NONE && reason == refusal;
                    case EITHER -> answer == NONE ? reason == refusal : answer == reason;
                };
        if (!right) {
            throw new AssertionError(this + " was answered with " + reason + " where the receiver said "
                    + (answer == NONE ? "nothing" : answer) + " and the gateway would say " + refusal);
        }
    }

    /** All is over: a message that is denied arrived nowhere, any other as often as its QoS says. */
    void checkArrivals() {
        boolean right =
                switch (verdict) {
                    case DENIED -> accepted == 0;
                    case EITHER -> accepted <= 1 || mayRepeat();
                    case ALLOWED -> accepted == 1 || (accepted > 1 && mayRepeat());
                };
        if (!right) {
            throw new AssertionError(this + " arrived " + accepted + " times");
        }
    }

    /** QoS 2 only where the receiver had refused it, and so forgotten it. */
    private boolean mayRepeat() {
        return repeated && (publish.qos() == 1 || refused);
    }

    @Override
    public String toString() {
        return verdict + " " + publish + " about '" + topic + "'";
    }
}
