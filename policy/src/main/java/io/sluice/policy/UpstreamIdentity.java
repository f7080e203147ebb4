/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.rule.Origin;
import java.util.Optional;

/**
 * What a session presents to the broker instead of the device's own. Of a class as configured, with placeholders; of a
 * session with its values in their places.
 *
 * @param username replaces the device's
 * @param passwordFile absolute path of the file that holds the password that goes with it
 * @param certificate absolute path of the client certificate chain
 * @param key absolute path of its private key, empty where it is in the file of the certificate
 * @param keyPasswordFile absolute path of the file that holds what the key is encrypted with
 * @param clientIdPrefix put before the device's client id; may be empty
 */
public record UpstreamIdentity(
        Optional<String> username,
        Optional<String> passwordFile,
        Optional<String> certificate,
        Optional<String> key,
        Optional<String> keyPasswordFile,
        String clientIdPrefix,
        Origin origin) {

    /** Bytes of a password that fit into a CONNECT. */
    public static final int LONGEST_PASSWORD = 65_535;

    /** Whether the CONNECT differs from the device's own. */
    public boolean changesConnect() {
        return username.isPresent() || !clientIdPrefix.isEmpty();
    }

    /** The devices' own identity. */
    public static UpstreamIdentity unchanged(Origin origin) {
        return new UpstreamIdentity(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), "", origin);
    }
}
