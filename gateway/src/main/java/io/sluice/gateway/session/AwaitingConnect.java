/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.flow.Flow;
import io.sluice.gateway.frame.ConnectPacket;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.frame.PacketType;
import io.sluice.gateway.frame.ReasonCode;
import io.sluice.gateway.net.TlsFailure;
import io.sluice.gateway.net.TlsFault;
import io.sluice.policy.ConnectDecision;
import io.sluice.policy.ConnectRequest;
import io.sluice.policy.Password;
import io.sluice.policy.Policy;
import io.sluice.policy.SessionPolicy;
import io.sluice.policy.Verdict;
import io.sluice.policy.Will;
import io.sluice.policy.payload.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** The device is there and has said nothing yet. Whatever it does wrong, no broker has been bothered. */
final class AwaitingConnect implements Phase {
    /** More user properties than this in a CONNECT serve no device. */
    static final int MAX_USER_PROPERTIES = 32;

    private final Session session;

    AwaitingConnect(Session session) {
        this.session = session;
    }

    @Override
    public Course deviceFrame(Frame frame) throws MalformedPacket {
        if (frame.type() != PacketType.CONNECT) {
            throw MalformedPacket.protocolError("first packet is no CONNECT");
        }
        ConnectPacket connect = ConnectPacket.read(frame);
        session.speaks(connect.level());
        session.flow()
                .client(new Flow.Client(
                        version(connect.level()),
                        connect.clientId(),
                        connect.username(),
                        connect.keepAlive(),
                        connect.cleanStart()));
        if (connect.userProperties() > MAX_USER_PROPERTIES) {
            return session.endWith(Ending.of(EndReason.QUOTA, "more than 32 user properties in CONNECT")
                    .saying(refusal(connect.level(), ReasonCode.QUOTA_EXCEEDED)));
        }
        Optional<Password> password = password(frame, connect);
        ConnectRequest request = request(frame, connect, password);
        ConnectDecision decision = session.policyInForce().connect(request);
        password.ifPresent(Password::forget);
        if (decision instanceof ConnectDecision.Refused refused) {
            refused.className().ifPresent(session.flow()::className);
            return refuse(connect, refused.verdict());
        }
        SessionPolicy policy = ((ConnectDecision.Admitted) decision).policy();
        session.flow().className(policy.className());
        Admission admission = new Admission(connect, request.withoutSecrets(), policy);
        if (session.clientId().isTaken(admission)) {
            return refuse(connect, policy.takeoverRefusal());
        }
        ByteBuf bytes = frame.buf().copy(frame.start(), frame.length());
        session.dial(admission, bytes);
        return Course.TAKE_AND_HOLD;
    }

    private Course refuse(ConnectPacket connect, Verdict.Refuse verdict) {
        byte[] clientId = connect.clientId().getBytes(StandardCharsets.UTF_8);
        session.report().denied(verdict, "CONNECT", clientId, clientId.length);
        return session.endWith(session.refusal(EndReason.DENIED_CONNECT, verdict));
    }

    private static Optional<Password> password(Frame frame, ConnectPacket connect) {
        if (!connect.hasPassword()) {
            return Optional.empty();
        }
        byte[] bytes = binary(frame, connect.layout().password());
        Password password = Password.of(bytes);
        Arrays.fill(bytes, (byte) 0);
        return Optional.of(password);
    }

    /** Binary data, of which the length stands at a position of the packet. */
    private static byte[] binary(Frame frame, int position) {
        int at = frame.start() + position;
        byte[] bytes = new byte[frame.buf().getUnsignedShort(at)];
        frame.buf().getBytes(at + 2, bytes);
        return bytes;
    }

    private ConnectRequest request(Frame frame, ConnectPacket connect, Optional<Password> password) {
        return new ConnectRequest(
                session.flow().device().getAddress(),
                session.flow().listener(),
                connect.level(),
                connect.clientId(),
                connect.username(),
                password,
                session.deviceSide().certificate(),
                connect.keepAlive(),
                connect.will()
                        .map(will -> new Will(
                                will.topic(),
                                will.qos(),
                                will.retain(),
                                will.responseTopic(),
                                Payload.of(binary(frame, connect.layout().willPayload())))));
    }

    private static String version(int level) {
        return switch (level) {
            case 3 -> "3.1";
            case 4 -> "3.1.1";
            default -> "5";
        };
    }

    private Optional<MqttMessage> refusal(int level, int reasonCode) {
        return level == 5 ? Optional.of(session.answers().connack(reasonCode)) : Optional.empty();
    }

    @Override
    public Course brokerFrame(Frame frame) {
        return Course.WITHHOLD;
    }

    @Override
    public Ending malformed(MalformedPacket malformed) {
        if (malformed.what().equals(MalformedPacket.TLS)) {
            session.report().deviceTlsFailed(TlsFailure.of(TlsFault.UNEXPECTED));
        }
        boolean tooLarge = malformed.reasonCode() == ReasonCode.PACKET_TOO_LARGE;
        Ending ending = Ending.of(tooLarge ? EndReason.OVERSIZE : EndReason.MALFORMED, malformed.what());
        // Only of a CONNECT that is too large, and far enough along to show its version, is there anybody to answer.
        return tooLarge
                        && ConnectPacket.isVersion5(
                                session.fromDevice().reader().frame())
                ? ending.saying(new Answers(5).connack(ReasonCode.PACKET_TOO_LARGE))
                : ending;
    }

    @Override
    public Ending ending(EndReason reason, String detail, int reasonCode) {
        return Ending.of(reason, detail);
    }

    @Override
    public void adopt(Policy policy) {}
}
