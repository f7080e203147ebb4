/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.sluice.gateway.frame.Frame;
import io.sluice.gateway.frame.FrameReader;
import io.sluice.gateway.frame.MalformedPacket;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a session: bytes in, judged frames out. Runs of frames that pass go on as one slice of the buffer that
 * they arrived in; a payload goes on as it comes, since its packet has been judged by its head.
 *
 * <pre>
 *   read ──▶ [backlog while held] ──▶ frames ──▶ lane ──▶ as others before: extends the run ──▶ outlet
 *                                       │          └─▶ judge ──▶ FORWARD: extends the run ──▶ outlet
 *                                       │                        anything else: the run so far goes out first
 *                                       └─ half a head: kept in {@code partial} until the next read completes it
 * </pre>
 *
 * What it keeps is bounded: {@code partial} by the largest packet allowed, the backlog by what was read before the reading
 * stopped.
 */
final class FrameStream {
    /** Decides on frames, and hears when there is nothing more to decide. */
    interface Judge {
        Course judge(Frame frame) throws MalformedPacket;

        /** What arrived is no packet. */
        void malformed(MalformedPacket malformed);

        /** Something threw that must not: whatever was being judged does not pass. */
        void fault(RuntimeException fault);

        /** The frame that was last judged ends the session; everything before it is written. */
        void end();
    }

    private final FrameReader reader;
    private final Judge judge;
    private @Nullable FastLane lane;
    private @Nullable Outlet outlet;

    /** There while it holds something; most streams never have one. */
    private @Nullable ArrayDeque<ByteBuf> backlog;

    private @Nullable ByteBuf partial;
    private @Nullable ByteBuf replacement;
    private int bodyLeft;
    private boolean bodyPasses;
    private boolean held;
    private boolean reconsiders;
    private boolean stopped;

    FrameStream(FrameReader reader, Judge judge) {
        this.reader = reader;
        this.judge = judge;
    }

    FrameReader reader() {
        return reader;
    }

    /** Where frames that pass go from now on. */
    void outlet(Outlet outlet) {
        this.outlet = outlet;
    }

    /** What passes this lane from now on needs no judge. */
    void lane(FastLane lane) {
        this.lane = lane;
    }

    /** From now on the judge sees each frame. */
    void leaveLane() {
        lane = null;
    }

    /** Whether frames wait for {@link #resume}. */
    boolean isHeld() {
        return held;
    }

    /** Whether nothing that arrived is left to be judged, half a packet aside. */
    boolean isIdle() {
        return backlog == null;
    }

    /** The head that goes on in place of the one being judged; released when written. */
    void replaceHead(ByteBuf head) {
        replacement = head;
    }

    /** Takes bytes that arrived; they are released here. */
    void read(ByteBuf bytes) {
        if (stopped) {
            bytes.release();
        } else if (held || backlog != null) {
            backlog().addLast(bytes);
        } else {
            take(bytes);
        }
    }

    /** Goes on with the frame that was held, and what came after it. */
    void resume() {
        held = false;
        while (!held && !stopped && backlog != null) {
            ByteBuf next = backlog.removeFirst();
            if (backlog.isEmpty()) {
                backlog = null;
            }
            take(next);
        }
    }

    /** Forgets what is kept, and lets all that follows go nowhere. */
    void stop() {
        stopped = true;
        held = false;
        if (partial != null) {
            partial.release();
            partial = null;
        }
        if (backlog != null) {
            backlog.forEach(ByteBuf::release);
            backlog = null;
        }
        dropReplacement();
    }

    private void take(ByteBuf bytes) {
        if (outlet != null) {
            outlet.openRun();
        }
        ByteBuf head = Unpooled.EMPTY_BUFFER;
        try {
            if (partial != null) {
                if (!complete(partial, bytes)) {
                    return;
                }
                head = partial;
                partial = null;
                frames(head);
            }
            if (!held && !stopped && bytes.isReadable()) {
                frames(bytes);
            }
            holdBack(bytes);
            holdBack(head);
        } catch (MalformedPacket malformed) {
            judge.malformed(malformed);
        } catch (RuntimeException fault) {
            judge.fault(fault);
        } finally {
            reader.release();
            bytes.release();
            head.release();
            // The outlet may have come with a frame that was just taken.
            if (outlet != null) {
                outlet.closeRun();
            }
        }
    }

    /** Moves bytes over to the half packet; returns whether it can be judged now. */
    private boolean complete(ByteBuf head, ByteBuf bytes) throws MalformedPacket {
        int wanted = reader.read(head, head.readerIndex(), head.writerIndex());
        while (wanted > 0) {
            int missing = wanted - head.readableBytes();
            int moved = Math.min(missing, bytes.readableBytes());
            head.writeBytes(bytes, moved);
            if (moved < missing) {
                return false;
            }
            wanted = reader.read(head, head.readerIndex(), head.writerIndex());
        }
        return true;
    }

    /** Puts what was not judged back in front of what came later. */
    private void holdBack(ByteBuf bytes) {
        if (held && !stopped && bytes.isReadable()) {
            backlog().addFirst(bytes.retain());
        }
    }

    private ArrayDeque<ByteBuf> backlog() {
        if (backlog == null) {
            backlog = new ArrayDeque<>(2);
        }
        return backlog;
    }

    /** Judges the frames of a buffer; its reader index ends behind what is done with. */
    private void frames(ByteBuf in) throws MalformedPacket {
        int at = in.readerIndex();
        int end = in.writerIndex();
        int run = at;
        try {
            while (at < end && !held && !stopped) {
                if (bodyLeft > 0) {
                    int part = Math.min(bodyLeft, end - at);
                    at += part;
                    bodyLeft -= part;
                    if (!bodyPasses) {
                        run = at;
                    } else if (bodyLeft == 0 && outlet().hasWaiting()) {
                        run = interrupt(in, run, at);
                    }
                    continue;
                }
                // A frame that was held goes back to its judge, who may have counted it already.
                if (lane != null && !reconsiders) {
                    int passing = lane.pass(in, at, end);
                    if (passing > 0) {
                        at += passing;
                        if (outlet().hasWaiting()) {
                            run = interrupt(in, run, at);
                        }
                        continue;
                    }
                }
                int wanted = reader.read(in, at, end);
                if (wanted > 0) {
                    forward(in, run, at);
                    run = end;
                    keep(in, at, end, wanted);
                    at = end;
                    break;
                }
                Frame frame = reader.frame();
                Course course = judge.judge(frame);
                reconsiders = course == Course.HOLD;
                int head = at + frame.headLength();
                int body = frame.length() - frame.headLength();
                switch (course) {
                    case FORWARD -> {
                        at = head;
                        bodyLeft = body;
                        bodyPasses = true;
                        outlet().countPacket(frame.type(), frame.length());
                        if (body == 0 && outlet().hasWaiting()) {
                            run = interrupt(in, run, at);
                        }
                    }
                    case FORWARD_AND_END -> {
                        outlet().countPacket(frame.type(), frame.length());
                        forward(in, run, head);
                        run = end;
                        at = end;
                        judge.end();
                    }
                    case REPLACE -> {
                        forward(in, run, at);
                        at = head;
                        run = at;
                        bodyLeft = body;
                        bodyPasses = true;
                        ByteBuf instead = takeReplacement();
                        outlet().countPacket(frame.type(), instead.readableBytes() + body);
                        outlet().forward(instead, body > 0);
                    }
                    case WITHHOLD -> {
                        if (outlet != null) {
                            interrupt(in, run, at);
                        }
                        at = head;
                        run = at;
                        bodyLeft = body;
                        bodyPasses = false;
                    }
                    case HOLD -> {
                        held = true;
                        forward(in, run, at);
                        run = at;
                    }
                    case TAKE_AND_HOLD -> {
                        held = true;
                        forward(in, run, at);
                        at = head;
                        run = at;
                    }
                    case END -> {
                        forward(in, run, at);
                        run = end;
                        at = end;
                        judge.end();
                    }
                    default -> throw new IllegalStateException("no such course: " + course);
                }
            }
        } finally {
            // What was judged before a malformed frame has been allowed and goes on.
            if (!stopped) {
                forward(in, run, at);
            }
            in.readerIndex(at);
        }
    }

    /** Lets what waits for the end of a packet go out between two; returns where the next run starts. */
    private int interrupt(ByteBuf in, int run, int at) {
        forward(in, run, at);
        outlet().closeRun();
        outlet().openRun();
        return at;
    }

    private void forward(ByteBuf in, int from, int to) {
        if (to > from) {
            outlet().forward(in.retainedSlice(from, to - from), bodyLeft > 0 && bodyPasses);
        }
    }

    /** Keeps the start of a packet for the next read. */
    private void keep(ByteBuf in, int at, int end, int wanted) {
        ByteBuf head = in.alloc().buffer(Math.min(wanted, 256));
        head.writeBytes(in, at, end - at);
        partial = head;
    }

    private ByteBuf takeReplacement() {
        ByteBuf head = Objects.requireNonNull(replacement);
        replacement = null;
        return head;
    }

    private void dropReplacement() {
        if (replacement != null) {
            replacement.release();
            replacement = null;
        }
    }

    private Outlet outlet() {
        return Objects.requireNonNull(outlet, "a frame passed before there was a way out");
    }
}
