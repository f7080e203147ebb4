/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.sluice.gateway.config.ConfigReader;
import io.sluice.gateway.config.GatewayConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the gateway that runs on this machine. */
final class AdminClient {
    private static final String DEFAULT = "127.0.0.1:9883";
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final String address;

    private AdminClient(String address) {
        this.address = address;
    }

    /**
     * @param config names the gateway's configuration; without it the default address is asked
     */
    static AdminClient of(@Nullable Path config) throws IOException {
        if (config == null) {
            return new AdminClient(DEFAULT);
        }
        if (ConfigReader.read(config) instanceof ConfigReader.Result.Good good) {
            GatewayConfig read = good.config();
            return new AdminClient(read.admin()
                    .map(Object::toString)
                    .orElseThrow(() -> new IOException("the admin endpoint is off in " + config)));
        }
        // A broken file must not keep anybody from asking the gateway that still runs on the old one.
        return new AdminClient(DEFAULT);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).GET().build());
    }

    HttpResponse<String> post(String path) throws IOException, InterruptedException {
        return send(request(path).POST(HttpRequest.BodyPublishers.noBody()).build());
    }

    HttpResponse<String> delete(String path) throws IOException, InterruptedException {
        return send(request(path).DELETE().build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(TIMEOUT);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return HttpClient.newBuilder()
                    .connectTimeout(TIMEOUT)
                    .build()
                    .send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException unreachable) {
            throw new IOException("no gateway answers at " + address + "; is it running, and is -c its configuration?");
        }
    }

    /** The answer's text without its last line end. */
    static String text(HttpResponse<String> response) {
        return Optional.of(response.body()).map(String::stripTrailing).orElse("");
    }
}
