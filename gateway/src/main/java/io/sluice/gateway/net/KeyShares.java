/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.SSL;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The key shares that one broker is offered (RFC 8446, section 4.2.8). BoringSSL makes two for every ClientHello, a post-quantum
 * one (X25519MLKEM768) and a classical one, which is most of what a resumed session costs. A broker that takes the classical one
 * while it has both is offered that alone for some seconds; then it has both again, so that one that has learned better gets
 * better. Which one it takes is beyond a third party's reach: only what a finished handshake has agreed on counts here.
 *
 * <p>Where the JDK does the TLS, or {@code jdk.tls.namedGroups} says what to offer, nothing is changed. Any thread may ask.
 */
final class KeyShares {
    private static final Logger log = LoggerFactory.getLogger(KeyShares.class);

    /** By BoringSSL's names, in its order. */
    private static final List<String> CLASSICAL = List.of("X25519", "P-256", "P-384", "P-521");

    /** How long what a broker took is all that it is offered. */
    static final long REMEMBERED = TimeUnit.SECONDS.toNanos(10);

    private final LongSupplier nanoTime;
    private final boolean chosen;
    private volatile Choice choice;

    /** What is offered until a moment. */
    private record Choice(List<String> groups, long until) {
        boolean holds(long now) {
            return !groups.isEmpty() && now - until < 0;
        }
    }

    /**
     * @param nanoTime a clock that nobody sets
     * @param chosen whether somebody has said which groups to offer
     */
    KeyShares(LongSupplier nanoTime, boolean chosen) {
        this.nanoTime = nanoTime;
        this.chosen = chosen;
        this.choice = new Choice(List.of(), nanoTime.getAsLong());
    }

    static KeyShares ofThisJvm() {
        return new KeyShares(System::nanoTime, System.getProperty("jdk.tls.namedGroups") != null);
    }

    /** Says what a connection offers; to be called before its handshake begins. */
    void offer(SslHandler handler) {
        if (chosen || !(handler.engine() instanceof ReferenceCountedOpenSslEngine engine)) {
            return;
        }
        Choice now = choice;
        if (now.holds(nanoTime.getAsLong())) {
            SSL.setCurvesList(engine.sslPointer(), now.groups.toArray(String[]::new));
            return;
        }
        // What a broker takes that has no choice says nothing: only these are asked.
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                choice = new Choice(firstOf(group(engine)), nanoTime.getAsLong() + REMEMBERED);
            }
        });
    }

    /** The classical groups with one in front, which is what a share is made for; none if it is not one of them. */
    private static List<String> firstOf(String group) {
        if (!CLASSICAL.contains(group)) {
            return List.of();
        }
        List<String> groups = new ArrayList<>(CLASSICAL);
        groups.remove(group);
        groups.add(0, group);
        return groups;
    }

    private static String group(ReferenceCountedOpenSslEngine engine) {
        try {
            return String.valueOf(SSL.getGroupName(engine.sslPointer()));
        } catch (Exception none) {
            log.debug("the group agreed on is not known", none);
            return "";
        }
    }
}
