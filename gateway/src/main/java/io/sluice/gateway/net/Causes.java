/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.net;

import java.util.Optional;

/** Looks into what caused a failure. Bounded, should a chain of causes ever run in a circle. */
final class Causes {
    private static final int DEEPEST = 20;

    private Causes() {}

    static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int i = 0; i < DEEPEST && cause != null; i++, cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    static String deepestMessage(Throwable failure) {
        String message = failure.toString();
        Throwable cause = failure;
        for (int i = 0; i < DEEPEST && cause != null; i++, cause = cause.getCause()) {
            if (cause.getMessage() != null && !cause.getMessage().isBlank()) {
                message = cause.getMessage();
            }
        }
        return clean(message);
    }

    /** Without what would end a quoted value or a line of the log. */
    static String clean(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\"]", " ");
    }
}
