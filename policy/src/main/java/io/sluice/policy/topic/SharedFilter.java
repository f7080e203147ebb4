/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

/**
 * {@code $share/group/filter} (MQTT 5, section 4.8.2). Judged as its filter whatever the protocol level, as there are
 * brokers that honour it for MQTT 3.1.1 too, even with an empty group.
 */
public final class SharedFilter {
    /** It begins like a shared subscription but is none that every broker reads the same. */
    public static final int INVALID = -1;

    private static final byte[] SHARE = {'$', 's', 'h', 'a', 'r', 'e'};

    private SharedFilter() {}

    /** How many bytes stand before the filter proper: 0 for a plain filter, or {@link #INVALID}. */
    public static int prefix(byte[] text, int offset, int length) {
        if (!isShare(text, offset, length)) {
            return 0;
        }
        int end = offset + length;
        int group = offset + SHARE.length + 1;
        int slash = group;
        while (slash < end && text[slash] != '/') {
            if (text[slash] == '+' || text[slash] == '#') {
                return INVALID;
            }
            slash++;
        }
        int filter = slash + 1;
        // Brokers differ on a shared subscription within another.
        if (slash == group || filter >= end || isShare(text, filter, end - filter)) {
            return INVALID;
        }
        return filter - offset;
    }

    /** Whether the first level is {@code $share}. */
    private static boolean isShare(byte[] text, int offset, int length) {
        if (length < SHARE.length || (length > SHARE.length && text[offset + SHARE.length] != '/')) {
            return false;
        }
        for (int i = 0; i < SHARE.length; i++) {
            if (text[offset + i] != SHARE[i]) {
                return false;
            }
        }
        return true;
    }
}
