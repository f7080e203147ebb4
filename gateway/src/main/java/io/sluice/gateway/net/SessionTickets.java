/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLSessionContext;

/**
 * The keys of a TLS context's session tickets (RFC 5077; RFC 8446, section 4.6.1), random and never written down. New tickets
 * are made with the newest; the two before it still open theirs, so that a ticket is good for eight to twelve hours. A context
 * that is made anew begins with keys of its own: no ticket outlives a change of certificate, CA or revocation list.
 */
final class SessionTickets {
    static final Duration ROTATION = Duration.ofHours(4);
    private static final int KEPT = 3;

    /** Sessions of devices that know no tickets. */
    private static final int CACHED_SESSIONS = 2_000;

    private final SecureRandom random = new SecureRandom();
    private final OpenSslSessionContext sessions;
    private final LongSupplier nanoTime;
    private final Deque<OpenSslSessionTicketKey> keys = new ArrayDeque<>();
    private long rotatedAt;

    /** @param nanoTime rather than a clock that somebody may set back */
    SessionTickets(OpenSslSessionContext sessions, LongSupplier nanoTime) {
        this.sessions = sessions;
        this.nanoTime = nanoTime;
        rotate();
    }

    /** Bounds what is remembered of sessions, whoever does the TLS. */
    static void bound(SSLSessionContext sessions) {
        sessions.setSessionTimeout((int) ROTATION.multipliedBy(KEPT).toSeconds());
        sessions.setSessionCacheSize(CACHED_SESSIONS);
    }

    /** Takes a new key into use when the newest has had its time. */
    synchronized void rotateWhenDue() {
        if (nanoTime.getAsLong() - rotatedAt >= ROTATION.toNanos()) {
            rotate();
        }
    }

    private synchronized void rotate() {
        keys.addFirst(new OpenSslSessionTicketKey(
                random(OpenSslSessionTicketKey.NAME_SIZE),
                random(OpenSslSessionTicketKey.HMAC_KEY_SIZE),
                random(OpenSslSessionTicketKey.AES_KEY_SIZE)));
        if (keys.size() > KEPT) {
            keys.removeLast();
        }
        sessions.setTicketKeys(keys.toArray(OpenSslSessionTicketKey[]::new));
        rotatedAt = nanoTime.getAsLong();
    }

    private byte[] random(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
