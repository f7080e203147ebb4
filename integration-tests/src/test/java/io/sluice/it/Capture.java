/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What goes over the loopback interface to and from some ports, as tshark sees it: bytes of TCP, and MQTT packets in them. */
final class Capture implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Process process;
    private final Map<String, Seen> directions = new ConcurrentHashMap<>();
    private final Set<Integer> probes = ConcurrentHashMap.newKeySet();

    /**
     * One direction of one connection.
     *
     * @param bytes of TCP's payload, each once however often it was sent
     * @param packets of MQTT, whole ones
     * @param communityId by tshark's own reckoning
     */
    record Seen(long bytes, long packets, String communityId) {
        static final Seen NOTHING = new Seen(0, 0, "");

        Seen and(Seen more) {
            return new Seen(Math.max(bytes, more.bytes), packets + more.packets, more.communityId);
        }
    }

    private Capture(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "capture");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts to capture.
     *
     * @param ports on which something listens
     */
    static Capture start(int... ports) throws Exception {
        List<String> command = new ArrayList<>(List.of(Peers.require("tshark").toString()));
        command.addAll(List.of("-i", "lo", "-n", "-l", "-Q", "-B", "64", "--enable-protocol", "communityid", "-f"));
        command.add(String.join(
                " or ",
                Arrays.stream(ports).mapToObj(port -> "tcp port " + port).toList()));
        for (int port : ports) {
            command.addAll(List.of("-d", "tcp.port==" + port + ",mqtt"));
        }
        command.addAll(List.of("-T", "fields", "-E", "separator=;", "-E", "occurrence=a"));
        for (String field :
                List.of("tcp.srcport", "tcp.dstport", "tcp.seq", "tcp.len", "mqtt.msgtype", "communityid")) {
            command.addAll(List.of("-e", field));
        }
        Capture capture = new Capture(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        capture.catchUp(ports[0]);
        return capture;
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(";", -1);
                long length = Long.parseLong(fields[3]);
                long last = length == 0 ? 0 : Long.parseLong(fields[2]) - 1 + length;
                long packets = fields[4].isEmpty() ? 0 : fields[4].split(",").length;
                directions.merge(
                        fields[0] + ">" + fields[1],
                        new Seen(last, packets, fields[5]),
                        (before, now) -> before.and(now));
            }
        } catch (IOException ended) {
            // By close.
        }
    }

    /** Waits until it has seen everything that has happened so far: it sees things in their order. */
    void catchUp(int port) {
        await("the capture catches up").atMost(PATIENCE).until(() -> {
            try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                int from = probe.getLocalPort();
                probes.add(from);
                await().atMost(Duration.ofSeconds(2)).until(() -> directions.containsKey(from + ">" + port));
                return true;
            } catch (org.awaitility.core.ConditionTimeoutException notYet) {
                return false;
            }
        });
    }

    /** Whether a connection from this port was its own. */
    boolean isProbe(int from) {
        return probes.contains(from);
    }

    Seen seen(int from, int to) {
        return directions.getOrDefault(from + ">" + to, Seen.NOTHING);
    }

    @Override
    public void close() {
        process.destroy();
        await("tshark ends").atMost(PATIENCE).until(() -> !process.isAlive());
    }
}
