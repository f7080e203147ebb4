/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.frame.ConnectPacket;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.MalformedPacket;
import io.sluice.gateway.key.KeyFiles;
import io.sluice.gateway.net.BrokerDialer;
import io.sluice.gateway.net.BrokerTls;
import io.sluice.gateway.net.DialFailure;
import io.sluice.policy.Policy;
import io.sluice.policy.UpstreamIdentity;
import io.sluice.policy.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The CONNECT has passed and the broker is being dialled, once what the class presents to it is at hand; what the device
 * sends meanwhile waits.
 */
final class Dialling implements Phase, BrokerDialer.Outcome {
    /** What stands in the files that the class presents. */
    private record Presented(Optional<byte[]> password, Optional<BrokerTls> certificate) {
        static final Presented NOTHING = new Presented(Optional.empty(), Optional.empty());
    }

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
        if (identity.passwordFile().isEmpty() && identity.certificate().isEmpty()) {
            dial(Presented.NOTHING);
            return;
        }
        CompletionStage<Optional<byte[]>> password = identity.passwordFile()
                .map(session.services().passwords()::read)
                .map(read -> read.thenApply(Optional::of))
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
        CompletionStage<Optional<BrokerTls>> certificate = keyFiles()
                .map(session.services().identities()::of)
                .map(read -> read.thenApply(Optional::of))
                .orElseGet(() -> CompletableFuture.completedStage(Optional.empty()));
        password.thenCombine(certificate, Presented::new)
                .whenComplete((presented, failure) -> session.loop().execute(() -> {
                    if (failure == null) {
                        dial(presented);
                    } else {
                        connect.release();
                        session.identityMissing(admission, failure);
                    }
                }));
    }

    private Optional<KeyFiles> keyFiles() {
        return identity.certificate()
                .map(chain -> new KeyFiles(
                        Path.of(chain),
                        identity.key().map(Path::of),
                        identity.keyPasswordFile().map(Path::of)));
    }

    private void dial(Presented presented) {
        if (session.isEnded()) {
            connect.release();
            return;
        }
        if (identity.changesConnect()) {
            Optional<ByteBuf> rewritten =
                    UpstreamConnect.present(connect, admission.connect().layout(), identity, presented.password());
            connect.release();
            if (rewritten.isEmpty()) {
                session.clientIdTooLong();
                return;
            }
            connect = rewritten.get();
        }
        session.services().dialer().dial(session.loop(), presented.certificate(), this);
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
