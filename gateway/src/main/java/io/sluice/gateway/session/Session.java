/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.sluice.gateway.flow.EndCause;
import io.sluice.gateway.flow.EndPhase;
import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.frame.ConnackPacket;
import io.sluice.gateway.frame.PacketType;
import io.sluice.gateway.frame.ReasonCode;
import io.sluice.gateway.frame.Sender;
import io.sluice.gateway.net.DialFailure;
import io.sluice.gateway.net.PeerTls;
import io.sluice.policy.ConnectDecision;
import io.sluice.policy.Limits;
import io.sluice.policy.Policy;
import io.sluice.policy.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One device connection paired with its one broker connection, on one event loop.
 *
 * <pre>
 *                CONNECT passes          broker reached            CONNACK 0
 *  AwaitingConnect ──────────▶ Dialling ──────────────▶ AwaitingConnack ──────▶ Relaying
 *        │                        │                           │                    │
 *        └────────────────────────┴───────── finish ──────────┴────────────────────┘
 *                                               ▼
 *                                             Ended
 * </pre>
 *
 * <p>When which side is read from is the business of {@link Wires}.
 */
public final class Session {
    private final SessionGroup group;
    private final Flow flow;
    private final Wires wires;
    private final EventLoop loop;
    private final SessionReport report;
    private final ClientIdHold clientId;
    private final DevicePace pace;
    private final DeviceSide deviceSide;
    private long dialled;
    private Future<?> deadline;
    private Phase phase;
    private Answers answers = new Answers(4);
    private Ending ending = Ending.of(EndReason.INTERNAL);
    private boolean delayed;
    private boolean ended;
    private int level = 4;
    private int keepAlive;

    Session(SessionGroup group, Channel device, Flow flow) {
        this.group = group;
        this.flow = flow;
        this.loop = device.eventLoop();
        SessionServices services = group.services();
        this.report = new SessionReport(flow, services.events(), services.failures());
        this.clientId = new ClientIdHold(services.clients());
        this.pace =
                new DevicePace(services.throttles(), flow.device().getAddress().getHostAddress());
        FrameStream fromDevice = new FrameStream(group.reader(Sender.DEVICE), new DeviceJudge(this));
        fromDevice.reader().maxPacketSize(group.policy().limits().maxConnectSize(), false);
        this.wires = new Wires(device, fromDevice, flow.counters());
        this.deviceSide = new DeviceSide(this, wires);
        this.phase = new AwaitingConnect(this);
        this.deadline = loop.schedule(
                () -> end(EndReason.CONNECT_TIMEOUT, "no CONNECT in time", ReasonCode.UNSPECIFIED_ERROR),
                group.policy().limits().connectTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
    }

    // ---- what the phases and judges ask ----

    public Flow flow() {
        return flow;
    }

    Phase phase() {
        return phase;
    }

    SessionReport report() {
        return report;
    }

    ClientIdHold clientId() {
        return clientId;
    }

    Answers answers() {
        return answers;
    }

    Outlet toDevice() {
        return wires.toDevice();
    }

    Outlet toBroker() {
        return wires.toBroker();
    }

    FrameStream fromDevice() {
        return wires.fromDevice();
    }

    FrameStream fromBroker() {
        return wires.fromBroker();
    }

    SessionServices services() {
        return group.services();
    }

    EventLoop loop() {
        return loop;
    }

    boolean isEnded() {
        return ended;
    }

    Wires wires() {
        return wires;
    }

    KnownTopics knownTopics() {
        return group.knownTopics();
    }

    Policy policyInForce() {
        return group.policy();
    }

    /** To be told what happens on the device's channel. */
    DeviceSide deviceSide() {
        return deviceSide;
    }

    /** The device speaks this protocol level. */
    void speaks(int level) {
        this.level = level;
        answers = new Answers(level);
        fromDevice().reader().level(level);
        wires.deviceSpeaks(group.encoder(level));
    }

    /** The session ends as said, once what was judged before is written. */
    Course endWith(Ending ending) {
        this.ending = ending;
        return Course.END;
    }

    /** The frame goes on, then the session ends as said. */
    Course endAfter(Ending ending) {
        this.ending = ending;
        return Course.FORWARD_AND_END;
    }

    /** Dials the broker for an admitted CONNECT. */
    void dial(Admission admission, ByteBuf connect) {
        deadline.cancel(false);
        // What comes after CONNECT, however early, is bounded by the class and no longer as a CONNECT.
        fromDevice().reader().maxPacketSize(admission.policy().limits().maxPacketSize(), false);
        dialled = System.nanoTime();
        Dialling dialling = new Dialling(this, admission, connect);
        phase = dialling;
        dialling.begin();
    }

    /** The broker accepted: from here on both sides talk. */
    void relay(Admission admission, ConnackPacket connack, Limits limits) {
        deadline.cancel(false);
        fromBroker().reader().maxPacketSize(limits.maxPacketSize(), true);
        Relay relay = new Relay(this, admission.connect(), connack, limits);
        OptionalInt lowered = level == 5
                ? ConnackLowering.keepAlive(connack, admission.connect(), limits.maxKeepAlive())
                : OptionalInt.empty();
        int agreed = connack.serverKeepAlive() >= 0
                ? connack.serverKeepAlive()
                : admission.connect().keepAlive();
        keepAlive = lowered.orElse(agreed);
        lowered.ifPresent(deviceSide::watch);
        phase = new Relaying(this, admission, relay, pace(admission));
        report.connected();
        // The CONNACK goes out first: what the device has sent meanwhile is judged when this batch is done.
        loop.execute(this::resumeDevice);
    }

    /** How fast the device may publish under its class. */
    Pace pace(Admission admission) {
        return pace.under(admission, keepAlive);
    }

    /** The frame that was held waits its turn. */
    void delay(Verdict verdict, long nanos) {
        report.delayed(verdict, nanos);
        delayed = true;
        loop.schedule(
                () -> {
                    delayed = false;
                    resumeDevice();
                },
                nanos,
                TimeUnit.NANOSECONDS);
    }

    /** Asks another policy about a session that lives; ends the session where it would be refused or is another's. */
    Optional<Admission> readmit(Admission admission, Policy policy) {
        Verdict network = policy.admit(flow.device().getAddress());
        if (!(network instanceof Verdict.Allow)) {
            endByPolicy(network);
            return Optional.empty();
        }
        ConnectDecision decision = admission.under(policy);
        if (decision instanceof ConnectDecision.Refused refused) {
            endByPolicy(refused.verdict());
            return Optional.empty();
        }
        Admission admitted = admission.with(((ConnectDecision.Admitted) decision).policy());
        flow.className(admitted.policy().className());
        clientId.adopt(admitted);
        fromDevice().reader().maxPacketSize(admitted.policy().limits().maxPacketSize(), false);
        return Optional.of(admitted);
    }

    private void endByPolicy(Verdict verdict) {
        flow.counters().count(verdict);
        sayGoodbye();
        int code = phase instanceof Relaying ? ReasonCode.ADMINISTRATIVE_ACTION : ReasonCode.NOT_AUTHORIZED;
        finish(phase.ending(EndReason.POLICY_RELOAD, verdict.rule().toString(), code));
    }

    /**
     * Takes leave of a broker that has the CONNECT: whoever is refused after it, or may no longer publish, does not do so by
     * a will that is out of the gateway's hands.
     */
    void sayGoodbye() {
        if (phase instanceof AwaitingConnack || phase instanceof Relaying) {
            toBroker().say(answers.goodbye());
        }
    }

    /** Another policy is in force. */
    void adopt(Policy policy) {
        phase.adopt(policy);
    }

    // ---- what the channels tell ----

    /** Of what a device that is gone has left behind, delays hold up nothing any more, least of all its DISCONNECT. */
    void waitNoLonger() {
        pace.waitNoMore();
        delayed = false;
        resumeDevice();
        finish(Ending.of(EndReason.DEVICE_VANISHED));
    }

    private void resumeDevice() {
        if (ended || delayed) {
            return; // A delay ends by its own timer and nothing else.
        }
        fromDevice().resume();
        flush();
        if (deviceSide.isGone() && fromDevice().isIdle()) {
            finish(Ending.of(EndReason.DEVICE_VANISHED));
        }
    }

    /** The broker's channel is open, and its certificate verified where it has one: now it gets the CONNECT. */
    void brokerReached(Channel broker, String name, Admission admission, ByteBuf connect) {
        report.took(SessionEvents.Step.UPSTREAM_CONNECT, dialled, true);
        flow.broker(name);
        flow.upstream(broker.localAddress(), broker.remoteAddress());
        PeerTls.of(broker).ifPresent(tls -> flow.brokerTls(info(tls)));
        FrameStream stream = new FrameStream(group.reader(Sender.BROKER), new BrokerJudge(this));
        stream.reader().level(level);
        stream.reader().maxPacketSize(group.policy().limits().maxPacketSize(), false);
        wires.connectBroker(broker, stream, group.encoder(level));
        phase = new AwaitingConnack(this, admission);
        deadline = loop.schedule(this::connackMissing, connackTimeout().toNanos(), TimeUnit.NANOSECONDS);
        broker.pipeline().addLast(new BrokerSide(this, wires));
        toBroker().countPacket(PacketType.CONNECT, connect.readableBytes());
        toBroker().forward(connect, false);
        toBroker().flush();
        // Lets AUTH through; anything else is held again at once.
        resumeDevice();
    }

    private Duration connackTimeout() {
        return group.services().connackTimeout();
    }

    private void connackMissing() {
        String what = "the broker took the CONNECT and has not answered it for "
                + connackTimeout().toSeconds() + " s";
        sayGoodbye();
        brokerUnreachable(new DialFailure(false, what));
    }

    void brokerUnreachable(DialFailure failure) {
        if (phase instanceof Dialling) {
            report.took(SessionEvents.Step.UPSTREAM_CONNECT, dialled, false);
        }
        report.upstreamFailed(failure);
        EndReason reason = failure.tls() ? EndReason.UPSTREAM_TLS : EndReason.UPSTREAM_UNREACHABLE;
        finish(phase.ending(reason, failure.what(), ReasonCode.SERVER_UNAVAILABLE));
    }

    /** What the class presents to the broker cannot be had. */
    void identityMissing(Admission admission, Throwable failure) {
        if (ended) {
            return;
        }
        report.identityUnusable(failure);
        Verdict.Refuse verdict = admission.policy().identityMissing();
        report.denied(verdict, "CONNECT", new byte[0], 0);
        finish(refusal(EndReason.UPSTREAM_IDENTITY, verdict));
    }

    /** With the prefix of its class the client id is longer than MQTT allows. */
    void clientIdTooLong() {
        String what = "the client id is too long for upstream.client-id-prefix";
        finish(phase.ending(EndReason.UPSTREAM_IDENTITY, what, ReasonCode.NOT_AUTHORIZED));
    }

    /** How a session ends whose CONNECT is refused. */
    Ending refusal(EndReason reason, Verdict verdict) {
        int code =
                switch (verdict.reason()) {
                    case CREDENTIALS_MISSING -> ReasonCode.BAD_USER_NAME_OR_PASSWORD;
                    default -> ReasonCode.NOT_AUTHORIZED;
                };
        return Ending.by(reason, verdict, Optional.of(answers.connack(code)));
    }

    // ---- flow control and the end ----

    void flush() {
        if (ended) {
            return;
        }
        wires.flush();
        if (wires.isClogged()) {
            end(EndReason.QUOTA, "too many answers behind a packet that does not end", ReasonCode.QUOTA_EXCEEDED);
        }
    }

    void regulate() {
        if (!ended) {
            wires.regulate();
        }
    }

    /** Ends the session from outside of its frames. */
    void end(EndReason reason, String detail, int reasonCode) {
        finish(phase.ending(reason, detail, reasonCode));
    }

    /** Something threw that must not. */
    void fault(Throwable fault) {
        report.fault(fault);
        end(EndReason.INTERNAL, "fault of the gateway", ReasonCode.UNSPECIFIED_ERROR);
    }

    /** What was judged last ends the session as it was said to. */
    void finish() {
        finish(ending);
    }

    /** The one place where sessions end. */
    void finish(Ending how) {
        if (ended) {
            return;
        }
        ended = true;
        flow.endsIn(how.reason() == EndReason.DRAIN ? EndPhase.DRAIN : whereItIs());
        phase = new Ended();
        wires.leaveLanes();
        deadline.cancel(false);
        pace.leave();
        clientId.release();
        deviceSide.watchNoMore();
        wires.close(how.lastWord(), group.encoder(5), how.reason().cause() == EndCause.DEVICE);
        group.ended(this, how);
    }

    /** How far the session has come. */
    EndPhase whereItIs() {
        if (deviceSide.leavesBehind() || phase instanceof Ended) {
            return EndPhase.DRAIN;
        }
        if (phase instanceof AwaitingConnect) {
            return deviceSide.isHandshaking() ? EndPhase.TLS : EndPhase.CONNECT;
        }
        return phase instanceof Relaying ? EndPhase.DATA : EndPhase.UPSTREAM;
    }

    static Flow.TlsInfo info(PeerTls tls) {
        return new Flow.TlsInfo(tls.version(), tls.cipher(), tls.subject());
    }
}
