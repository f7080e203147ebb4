/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What systemd hears, on a socket like its own. */
class ServiceNotificationIT {
    /** The JDK has no datagram sockets of the file system; Python, which Debian's tools are made of, has. */
    private static final String LISTEN =
            """
            import socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            s.bind(sys.argv[1].replace("@", "\\0", 1) if sys.argv[1].startswith("@") else sys.argv[1])
            print("listening", flush=True)
            while True: print(s.recv(4096).decode().replace("\\n", " "), flush=True)
            """;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readyReloadingAndStoppingAreSaid(boolean isAbstract, @TempDir Path folder) throws Exception {
        String socket = isAbstract
                ? "@" + folder.resolve("notify")
                : folder.resolve("notify").toString();
        Process listener = new ProcessBuilder(Peers.require("python3").toString(), "-c", LISTEN, socket)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> heard = new CopyOnWriteArrayList<>();
        Thread reader = new Thread(
                () -> new BufferedReader(new InputStreamReader(listener.getInputStream(), StandardCharsets.UTF_8))
                        .lines()
                        .forEach(heard::add),
                "notifications");
        reader.setDaemon(true);
        reader.start();
        try {
            await("the listener").atMost(Duration.ofSeconds(20)).until(() -> heard.contains("listening"));
            try (GatewayProcess gateway = GatewayProcess.start(
                    GatewayConfigText.plain(1, GatewayConfigText.ALLOW_EVERYTHING),
                    folder,
                    List.of("NOTIFY_SOCKET=" + socket))) {
                await("READY").atMost(Duration.ofSeconds(20)).until(() -> heard.contains("READY=1"));
                gateway.signal("HUP");
                await("READY again")
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> heard.stream().filter("READY=1"::equals).count() == 2);
            }
            await("STOPPING").atMost(Duration.ofSeconds(20)).until(() -> heard.contains("STOPPING=1"));
            assertThat(heard.get(2)).matches("RELOADING=1 MONOTONIC_USEC=\\d+");
        } finally {
            listener.destroy();
        }
    }
}
