/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.syslog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Messages on their way to a server, so many bytes at most. Put in by one thread, taken out by another. */
final class Waiting {
    private final Deque<byte[]> messages = new ArrayDeque<>();
    private final long most;
    private long bytes;
    private long lost;

    Waiting(long most) {
        this.most = most;
    }

    /** Takes a message, or counts it as lost. */
    synchronized void add(byte[] message) {
        if (bytes + message.length > most) {
            lost++;
            return;
        }
        messages.add(message);
        bytes += message.length;
    }

    /** The first messages of together so many bytes, one at least where there is one. */
    synchronized List<byte[]> take(int size) {
        List<byte[]> taken = new ArrayList<>();
        int left = size;
        while (!messages.isEmpty() && (taken.isEmpty() || messages.element().length <= left)) {
            byte[] next = messages.remove();
            taken.add(next);
            left -= next.length;
            bytes -= next.length;
        }
        return taken;
    }

    /** Puts back what was taken first, and counts what there is no room for. */
    synchronized void putBack(List<byte[]> taken) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            byte[] message = taken.get(i);
            if (bytes + message.length > most) {
                lost += i + 1;
                return;
            }
            messages.addFirst(message);
            bytes += message.length;
        }
    }

    synchronized boolean isEmpty() {
        return messages.isEmpty();
    }

    /** Counts all that there is as lost. */
    synchronized void giveUp() {
        lost += messages.size();
        messages.clear();
        bytes = 0;
    }

    synchronized long lost() {
        return lost;
    }
}
