/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.sluice.gateway.flow.EndReason;
import io.sluice.gateway.frame.ReasonCode;
import io.sluice.gateway.net.DeviceTls;
import io.sluice.gateway.net.PeerTls;
import io.sluice.gateway.net.TlsFailure;
import io.sluice.policy.DeviceCertificate;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What happens on the device's channel, and what that means for the session. */
final class DeviceSide extends ChannelInboundHandlerAdapter {
    /** How long a device that cannot be written to may still be read from. */
    private static final long LAST_WORDS_MILLIS = 1_000;

    private final Session session;
    private final Wires wires;
    private final long begun = System.nanoTime();
    private Optional<DeviceCertificate> certificate = Optional.empty();
    private Optional<SilenceWatch> silence = Optional.empty();
    private boolean handshakes;
    private boolean gone;
    private boolean leavesBehind;

    DeviceSide(Session session, Wires wires) {
        this.session = session;
        this.wires = wires;
        this.handshakes = DeviceTls.isOn(wires.device());
        // A write that fails is no reason to throw away what has not been read.
        wires.device().config().setAutoClose(handshakes);
    }

    /** Whether TLS is not spoken yet where it is to be. */
    boolean isHandshaking() {
        return handshakes;
    }

    /** What it has shown of itself. */
    Optional<DeviceCertificate> certificate() {
        return certificate;
    }

    boolean isGone() {
        return gone;
    }

    /** Whether it is gone, and had sent more than was dealt with. */
    boolean leavesBehind() {
        return leavesBehind;
    }

    /** It was told a keep alive of the gateway's, in seconds: nobody else waits for it. */
    void watch(int keepAlive) {
        silence = Optional.of(new SilenceWatch(
                session.loop(),
                keepAlive,
                wires.device().config()::isAutoRead,
                () -> session.end(
                        EndReason.KEEP_ALIVE, "silent for longer than its keep alive", ReasonCode.KEEP_ALIVE_TIMEOUT)));
    }

    void watchNoMore() {
        silence.ifPresent(SilenceWatch::stop);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        silence.ifPresent(SilenceWatch::heard);
        wires.deviceSent((ByteBuf) message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        session.flush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.regulate();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            handshook(handshake);
        }
    }

    private void handshook(SslHandshakeCompletionEvent handshake) {
        session.report().took(SessionEvents.Step.DEVICE_HANDSHAKE, begun, handshake.isSuccess());
        if (handshake.isSuccess()) {
            handshakes = false;
            PeerTls.of(wires.device()).ifPresent(tls -> {
                certificate = tls.certificate();
                session.flow().deviceTls(Session.info(tls));
            });
        } else {
            TlsFailure failure = TlsFailure.of(handshake.cause());
            session.report().deviceTlsFailed(failure);
            session.finish(Ending.of(EndReason.DEVICE_TLS, failure.what()));
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone = true;
        if (wires.fromDevice().isIdle() || session.phase() instanceof AwaitingConnect) {
            session.finish(Ending.of(EndReason.DEVICE_VANISHED));
        } else {
            leavesBehind = true;
            // What it sent before it went still counts, as it would without a gateway.
            session.regulate();
            session.loop()
                    .schedule(
                            session::waitNoLonger,
                            session.policyInForce().limits().drainTimeout().toNanos(),
                            TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (wires.isDeviceDeaf()) {
            return; // One failure is as good as many.
        }
        if (cause instanceof IOException && !session.isEnded() && Closing.isPlain(wires.device())) {
            // It takes nothing any more; what it said before still counts. The end comes behind that, or by the clock.
            session.report().deviceFailed(cause);
            wires.hearDeviceOut();
            session.loop().schedule(() -> vanished(cause), LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
        } else if (cause instanceof IOException || TlsFailure.isTls(cause)) {
            session.report().deviceFailed(cause);
            vanished(cause);
        } else {
            session.fault(cause);
        }
    }

    private void vanished(Throwable cause) {
        session.finish(Ending.of(EndReason.DEVICE_VANISHED, TlsFailure.describe(cause)));
    }
}
