/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.frame.ConnectPacket;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.net.BrokerDialer;
import io.sluice.gateway.net.DialFailure;
import io.sluice.policy.Policy;
import io.sluice.policy.UpstreamIdentity;
import io.sluice.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The CONNECT has passed and the broker is being dialled, once what the class presents to it is at hand; what the device
 * sends meanwhile waits.
 */
final class Dialling implements Phase, BrokerDialer.Outcome {
    private final Session session;
    private final UpstreamIdentity identity;
    private ByteBuf connect;
    private Admission admission;

    /**
     * @param connect the CONNECT of the device; belongs to this phase until the broker gets it
     */
    Dialling(Session session, Admission admission, ByteBuf connect) {
        this.session = session;
        this.admission = admission;
        this.identity = admission.policy().upstream();
        this.connect = connect;
    }

    void begin() {
        if (identity.passwordFile().isEmpty()) {
            dial(Optional.empty());
            return;
        }
        session.services()
                .passwords()
                .read(identity.passwordFile().get())
                .whenComplete((password, failure) -> session.loop().execute(() -> {
                    if (failure == null) {
                        dial(Optional.of(password));
                    } else {
                        connect.release();
                        session.identityMissing(admission, failure);
                    }
                }));
    }

    private void dial(Optional<byte[]> password) {
        if (session.isEnded()) {
            connect.release();
            return;
        }
        if (identity.changesConnect()) {
            Optional<ByteBuf> presented =
                    UpstreamConnect.present(connect, admission.connect().layout(), identity, password);
            connect.release();
            if (presented.isEmpty()) {
                session.clientIdTooLong();
                return;
            }
            connect = presented.get();
        }
        session.services().dialer().dial(session.loop(), this);
    }

    @Override
    public void dialled(Channel broker, String name) {
        if (session.isEnded()) {
            connect.release();
            broker.close();
            return;
        }
        clearDeniedRetain();
        session.brokerReached(broker, name, admission, connect);
    }

    /** A will whose class strips the retain flag goes on without it; by the policy of this moment, not of the CONNECT's. */
    private void clearDeniedRetain() {
        admission.connect().will().filter(ConnectPacket.ConnectWill::retain).ifPresent(will -> {
            byte[] topic = will.topic().getBytes(StandardCharsets.UTF_8);
            Verdict verdict = admission.policy().publish(topic, 0, topic.length, will.qos(), true);
            if (verdict instanceof Verdict.Allow allow && allow.clearsRetain()) {
                UpstreamConnect.clearWillRetain(connect);
            }
        });
    }

    @Override
    public void failed(DialFailure failure) {
        connect.release();
        session.brokerUnreachable(failure);
    }

    @Override
    public Course deviceFrame(Frame frame) {
        return Course.HOLD;
    }

    @Override
    public Course brokerFrame(Frame frame) {
        return Course.WITHHOLD;
    }

    @Override
    public Ending malformed(MalformedPacket malformed) {
        return Ending.of(EndReason.MALFORMED, malformed.what());
    }

    @Override
    public Ending ending(EndReason reason, String detail, int reasonCode) {
        return Ending.of(reason, detail).saying(session.answers().connack(reasonCode));
    }

    @Override
    public void adopt(Policy policy) {
        session.readmit(admission, policy).ifPresent(admitted -> admission = admitted);
    }
}
