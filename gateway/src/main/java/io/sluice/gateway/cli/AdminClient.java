/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.netty.util.NetUtil;
import io.sluice.certs.PrivateFile;
import io.sluice.gateway.admin.AdminToken;
import io.sluice.gateway.config.ConfigReader;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.net.HostAndPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks the gateway that runs on this machine. */
final class AdminClient {
    private static final HostAndPort DEFAULT = new HostAndPort("127.0.0.1", 9883);
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final HostAndPort address;
    private final Optional<String> token;

    private AdminClient(HostAndPort address, Optional<String> token) {
        this.address = address;
        this.token = token;
    }

    /**
     * @param config names the gateway's configuration; without it the default address is asked
     */
    static AdminClient of(@Nullable Path config) throws IOException {
        if (config == null) {
            return new AdminClient(DEFAULT, Optional.empty());
        }
        if (ConfigReader.read(config) instanceof ConfigReader.Result.Good good) {
            GatewayConfig.Admin admin =
                    good.config().admin().orElseThrow(() -> new IOException("the admin endpoint is off in " + config));
            Optional<String> token = Optional.empty();
            if (admin.tokenFile().isPresent()) {
                byte[] secret = PrivateFile.password(admin.tokenFile().get(), AdminToken.LONGEST);
                token = Optional.of(new String(secret, StandardCharsets.UTF_8));
            }
            return new AdminClient(reachable(admin.bind()), token);
        }
        // A broken file must not keep anybody from asking the gateway that still runs on the old one.
        return new AdminClient(DEFAULT, Optional.empty());
    }

    /** What listens everywhere is asked on this machine. */
    private static HostAndPort reachable(HostAndPort bind) {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(bind.host());
        return address != null && address.isAnyLocalAddress()
                ? new HostAndPort(address.getAddress().length == 4 ? "127.0.0.1" : "::1", bind.port())
                : bind;
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
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://" + address + path)).timeout(TIMEOUT);
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        return request;
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException unreachable) {
            throw new IOException("no gateway answers at " + address + "; is it running, and is -c its configuration?");
        }
    }

    /** The answer's text without its last line end. */
    static String text(HttpResponse<String> response) {
        return Optional.of(response.body()).map(String::stripTrailing).orElse("");
    }
}
