/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

/**
 * What one session may do. Immutable; made by {@link Policy#connect}. Texts are given as their UTF-8 bytes on the wire,
 * strictly valid; judging them allocates nothing.
 */
public final class SessionPolicy {
    static final int MQTT_5 = 5;

    private final ClientClass clientClass;
    private final PublishJudge publish;
    private final byte[][] expansions;
    private final UpstreamIdentity upstream;
    private final Verdict anyResponseTopic;
    private final PayloadJudge publishPayload;
    private final PayloadJudge deliveryPayload;

    SessionPolicy(ClientClass clientClass, int protocolLevel, byte[][] expansions, UpstreamIdentity upstream) {
        this.clientClass = clientClass;
        this.publish = clientClass.publishJudge(protocolLevel);
        this.publishPayload = clientClass.publishPayload();
        this.deliveryPayload = clientClass.deliveryPayload();
        this.expansions = expansions;
        this.upstream = upstream;
        this.anyResponseTopic =
                new Verdict.Allow(clientClass.settings().judgeResponseTopic().rule(), false);
    }

    public String className() {
        return clientClass.name();
    }

    public SessionLimits limits() {
        return clientClass.limits();
    }

    /** Whether a PUBLISH may carry the retain flag, be it that the gateway clears it. */
    public boolean retainAllowed() {
        return clientClass.settings().retain().value() != ClassSettings.Retain.DENY;
    }

    /** Whether a SUBSCRIBE may hold wildcards. */
    public boolean wildcardsAllowed() {
        return clientClass.settings().wildcards().value() == ClassSettings.Permission.ALLOW;
    }

    /** Whether a SUBSCRIBE may hold shared subscriptions. */
    public boolean sharedSubscriptionsAllowed() {
        return clientClass.settings().sharedSubscriptions().value() == ClassSettings.Permission.ALLOW;
    }

    /** Whether more PUBLISHes in flight than the broker's Receive Maximum end the session. */
    public boolean receiveMaximumEnforced() {
        return clientClass.settings().receiveMaximumEnforced();
    }

    /** Whether the client id of a live session may be taken over from another address or with another certificate. */
    public boolean takeoverAllowed() {
        return clientClass.settings().clients().takeover().value() == ClassSettings.Permission.ALLOW;
    }

    /** For a CONNECT with a client id that is live elsewhere, where that session's or this class guards it: Refuse. */
    public Verdict.Refuse takeoverRefusal() {
        return clientClass.takeoverRefusal();
    }

    /** What to present to the broker, the placeholders expanded. */
    public UpstreamIdentity upstream() {
        return upstream;
    }

    /** For a CONNECT whose {@link #upstream} cannot be presented, its password file being unusable: Refuse. */
    public Verdict.Refuse identityMissing() {
        return clientClass.identityMissing();
    }

    /**
     * Judges a PUBLISH of the device.
     *
     * @param qos 0 to 2
     * @param retain the retain flag
     * @return Allow, or else Drop or Disconnect
     */
    public Verdict publish(byte[] topic, int offset, int length, int qos, boolean retain) {
        return publish.judge(topic, offset, length, qos, retain, expansions);
    }

    /**
     * Judges the response topic of a PUBLISH or will (MQTT 5, section 3.3.2.3.5).
     *
     * @return Allow, or else Drop or Disconnect
     */
    public Verdict responseTopic(byte[] topic, int offset, int length) {
        if (!clientClass.settings().judgeResponseTopic().value()) {
            return anyResponseTopic;
        }
        return clientClass.responseTopicJudge().judge(topic, offset, length, 0, false, expansions);
    }

    /** Judges the payload of a PUBLISH whose topic is allowed. */
    public PayloadJudge publishPayload() {
        return publishPayload;
    }

    /** Judges the payload of a PUBLISH of the broker whose topic is allowed. */
    public PayloadJudge deliveryPayload() {
        return deliveryPayload;
    }

    /**
     * Judges one requested filter of a SUBSCRIBE; {@code $share/group/filter} as {@code filter}.
     *
     * @return Allow or Refuse
     */
    public Verdict subscribe(byte[] filter, int offset, int length) {
        return clientClass.subscribeJudge().subscribe(filter, offset, length, expansions);
    }

    /**
     * Judges a PUBLISH of the broker.
     *
     * @return Allow or Drop
     */
    public Verdict deliver(byte[] topic, int offset, int length) {
        return clientClass.subscribeJudge().deliver(topic, offset, length, expansions);
    }

    /** For a packet of the device over {@link SessionLimits#maxPacketSize}: Disconnect. */
    public Verdict overPacketSize() {
        return clientClass.exceedVerdicts().packetSize();
    }

    /** For a subscription over {@link SessionLimits#maxSubscriptions}: Refuse. */
    public Verdict overSubscriptions() {
        return clientClass.exceedVerdicts().subscriptions();
    }

    /** For a PUBLISH over {@link SessionLimits#publishRate}: Delay, Drop or Disconnect. */
    public Verdict overPublishRate() {
        return clientClass.exceedVerdicts().publishRate();
    }

    /** For bytes over {@link SessionLimits#byteRate}: Delay, Drop or Disconnect. */
    public Verdict overByteRate() {
        return clientClass.exceedVerdicts().byteRate();
    }

    /** For a PUBLISH that is too large for its receiver: Drop. */
    public Verdict oversized() {
        return clientClass.exceedVerdicts().delivery();
    }
}
