/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.net.IpAddress;
import io.sluice.policy.rule.Origin;
import io.sluice.policy.rule.Rule;
import io.sluice.policy.topic.PlaceholderValues;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A named entry of the policy: which CONNECTs it governs and what their sessions may do. Immutable. */
public final class ClientClass {
    private final String name;
    private final Origin origin;
    private final ClassMatch match;
    private final ClassTopics topics;
    private final ClassSettings settings;
    private final UpstreamTemplate upstream;

    private final SessionLimits limits;
    private final SubscribeJudge subscribe;
    private final PublishJudge publish;
    private final PublishJudge announcedPublish;
    private final PublishJudge responseTopic;
    private final PayloadJudge publishPayload;
    private final PayloadJudge deliveryPayload;
    private final ExceedVerdicts exceed;
    private final Verdict.Refuse takeover;
    private final Verdict.Refuse identityMissing;

    public ClientClass(
            String name,
            Origin origin,
            ClassMatch match,
            ClassTopics topics,
            ClassSettings settings,
            UpstreamTemplate upstream) {
        this.name = name;
        this.origin = origin;
        this.match = match;
        this.topics = topics;
        this.settings = settings;
        this.upstream = upstream;
        this.limits = settings.limits();
        this.subscribe = new SubscribeJudge(topics, settings);
        this.publish = PublishJudge.ofMessages(topics, settings, false);
        this.announcedPublish = PublishJudge.ofMessages(topics, settings, true);
        this.responseTopic = PublishJudge.ofResponseTopics(topics, settings);
        PayloadRules payloads = settings.payloads();
        this.publishPayload = PayloadJudge.of(
                payloads.onPublish(),
                payloads,
                settings.onDeniedPublish() == ClassSettings.OnDenied.DISCONNECT
                        ? Verdict.Disconnect::new
                        : Verdict.Drop::new);
        this.deliveryPayload = PayloadJudge.of(payloads.onDelivery(), payloads, Verdict.Drop::new);
        this.exceed = ExceedVerdicts.of(settings);
        this.takeover = new Verdict.Refuse(
                Reason.TAKEOVER, settings.clients().takeover().rule());
        this.identityMissing = new Verdict.Refuse(Reason.CREDENTIALS_MISSING, upstream.rule());
    }

    public String name() {
        return name;
    }

    /** Where the class is written. */
    public Origin origin() {
        return origin;
    }

    public SessionLimits limits() {
        return limits;
    }

    /** As configured, placeholders unexpanded; {@link SessionPolicy#upstream} has a session's values. */
    public UpstreamIdentity upstream() {
        return upstream.configured();
    }

    /** Of what is presented to the broker the files that are the same for all sessions; the others are absent. */
    public UpstreamIdentity literalUpstreamFiles() {
        return upstream.literalFiles();
    }

    boolean matches(ConnectRequest request) {
        return match.fits(request);
    }

    ConnectDecision connect(ConnectRequest request, Limits gateway) {
        Optional<Verdict.Refuse> unwantedClient = settings.clients().refusal(request);
        if (unwantedClient.isPresent()) {
            return refused(unwantedClient.get());
        }
        boolean keepAliveBounded = request.keepAliveSeconds() > 0
                && request.keepAliveSeconds() <= gateway.maxKeepAlive().toSeconds();
        // In MQTT 5 the server states the keep alive that holds (section 3.2.2.3.14); before, only a refusal helps.
        if (request.protocolLevel() < SessionPolicy.MQTT_5 && !keepAliveBounded) {
            return refused(gateway.verdicts().overKeepAlive());
        }
        PlaceholderValues values = values(request);
        Optional<UpstreamIdentity> identity = upstream.expand(values);
        if (identity.isEmpty()) {
            return refused(identityMissing);
        }
        SessionPolicy session = new SessionPolicy(
                this, request.protocolLevel(), topics.templates().expand(values), identity.get());
        Optional<Rule> unwanted = request.will().flatMap(will -> willDenied(will, session));
        return unwanted.isPresent() ? refused(Reason.WILL, unwanted.get()) : new ConnectDecision.Admitted(session);
    }

    private static PlaceholderValues values(ConnectRequest request) {
        return new PlaceholderValues(
                request.clientId(),
                request.username().orElse(""),
                request.certificate().map(DeviceCertificate::commonName).orElse(""),
                IpAddress.text(request.source()));
    }

    private Optional<Rule> willDenied(Will will, SessionPolicy session) {
        if (settings.will().value() == ClassSettings.Permission.DENY) {
            return Optional.of(settings.will().rule());
        }
        byte[] topic = will.topic().getBytes(StandardCharsets.UTF_8);
        Verdict verdict = session.publish(topic, 0, topic.length, will.qos(), will.retain());
        if (verdict.allowed() && will.responseTopic().isPresent()) {
            byte[] response = will.responseTopic().get().getBytes(StandardCharsets.UTF_8);
            verdict = session.responseTopic(response, 0, response.length);
        }
        if (verdict.allowed()) {
            verdict = publishPayload.objection(will.payload()).orElse(verdict);
        }
        return verdict.allowed() ? Optional.empty() : Optional.of(verdict.rule());
    }

    private ConnectDecision refused(Reason reason, Rule rule) {
        return refused(new Verdict.Refuse(reason, rule));
    }

    private ConnectDecision refused(Verdict.Refuse verdict) {
        return new ConnectDecision.Refused(verdict, Optional.of(name));
    }

    ClassSettings settings() {
        return settings;
    }

    PublishJudge publishJudge(int protocolLevel) {
        return protocolLevel >= SessionPolicy.MQTT_5 ? announcedPublish : publish;
    }

    PublishJudge responseTopicJudge() {
        return responseTopic;
    }

    SubscribeJudge subscribeJudge() {
        return subscribe;
    }

    PayloadJudge publishPayload() {
        return publishPayload;
    }

    PayloadJudge deliveryPayload() {
        return deliveryPayload;
    }

    Verdict.Refuse takeoverRefusal() {
        return takeover;
    }

    Verdict.Refuse identityMissing() {
        return identityMissing;
    }

    ExceedVerdicts exceedVerdicts() {
        return exceed;
    }
}
