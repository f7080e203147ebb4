/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What records may say of people and their devices.
 *
 * @param certificate of the subject in the device's certificate
 * @param keyFile with the key of the hashes; without one the key is made anew with each start
 */
public record PrivacySettings(
        Treatment clientId, Treatment username, Treatment address, Treatment certificate, Optional<Path> keyFile) {
    /** Bytes that a key has at least. */
    public static final int SHORTEST_KEY = 16;

    /** Bytes that a key has at most. */
    public static final int LONGEST_KEY = 1024;

    /** Everything stays as it is. */
    public static final PrivacySettings NONE =
            new PrivacySettings(Treatment.KEEP, Treatment.KEEP, Treatment.KEEP, Treatment.KEEP, Optional.empty());

    boolean keepsAll() {
        return clientId == Treatment.KEEP
                && username == Treatment.KEEP
                && address == Treatment.KEEP
                && certificate == Treatment.KEEP;
    }
}
