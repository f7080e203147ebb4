/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

/**
 * What the placeholders stand for in one session; an empty text is an absent value.
 *
 * @param sourceAddress as text, without a zone
 */
public record PlaceholderValues(String clientId, String username, String commonName, String sourceAddress) {

    String of(Placeholder placeholder) {
        return switch (placeholder) {
            case CLIENT_ID -> clientId;
            case USER_NAME -> username;
            case COMMON_NAME -> commonName;
            case SOURCE_ADDRESS -> sourceAddress;
        };
    }
}
