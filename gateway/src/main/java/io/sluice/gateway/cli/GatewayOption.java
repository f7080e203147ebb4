/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which running gateway is asked. */
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class GatewayOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The gateway's configuration, which says where its admin endpoint is.")
    private @Nullable Path config;

    AdminClient client() throws IOException {
        return AdminClient.of(config);
    }
}
