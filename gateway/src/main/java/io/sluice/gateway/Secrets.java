/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway;

import io.sluice.certs.PrivateFile;
import io.sluice.gateway.admin.AdminToken;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.flow.PrivacySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;

/** Reads the secrets of the gateway's own from their files, at the start. */
final class Secrets {
    private static final int RANDOM_KEY = 32;

    private Secrets() {}

    /** What requests to the admin endpoint have to show. */
    static Optional<AdminToken> tokenOf(GatewayConfig.Admin admin) throws StartFailure {
        return admin.tokenFile().isEmpty()
                ? Optional.empty()
                : Optional.of(new AdminToken(read(admin.tokenFile().get(), AdminToken.LONGEST)));
    }

    /** The key of the hashes in records; a random one where none is configured. */
    static byte[] keyOf(PrivacySettings privacy) throws StartFailure {
        if (privacy.keyFile().isPresent()) {
            return read(privacy.keyFile().get(), PrivacySettings.LONGEST_KEY);
        }
        byte[] key = new byte[RANDOM_KEY];
        new SecureRandom().nextBytes(key);
        return key;
    }

    private static byte[] read(Path file, int most) throws StartFailure {
        try {
            return PrivateFile.password(file, most);
        } catch (IOException unusable) {
            throw new StartFailure(String.valueOf(unusable.getMessage()));
        }
    }
}
