/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.sluice.gateway.Gateway;
import io.sluice.gateway.StartFailure;
import io.sluice.gateway.cli.ExitCode;
import io.sluice.gateway.config.ConfigReader;
import io.sluice.gateway.net.HostAndPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the main job on one machine with nothing installed. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Shows Sluice at work: a broker that takes nothing but mutual TLS, the gateway in front of it, and a small",
            "home of plaintext devices, some of them hostile. Prints each verdict with the rule that gave it.",
            "Runs until Ctrl-C, or for --seconds; exits with 1 when something expected was not seen."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
public final class DemoCommand implements Callable<Integer> {
    private static final int SHORTEST = 5;

    @Spec
    private CommandSpec spec;

    @Option(names = "--seconds", paramLabel = "N", description = "End after N seconds (5 or more).")
    private @Nullable Integer seconds;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "1883",
            description = "Where devices connect on 127.0.0.1; 0 for any free port. Default: ${DEFAULT-VALUE}.")
    private int port;

    @Option(names = "--mosquitto", description = "Use the mosquitto on the PATH in place of the embedded broker.")
    private boolean mosquitto;

    @Option(
            names = "--broker",
            paramLabel = "HOST:PORT",
            description = "Use a broker that runs already and speaks plaintext MQTT.")
    private @Nullable String broker;

    @Option(
            names = "--flow-log",
            paramLabel = "FILE",
            defaultValue = "sluice-demo-flows.json",
            description = "Write the flow log there. Default: ${DEFAULT-VALUE} in the current folder.")
    private Path flowLog;

    /** The screen tells the story; of the log only what goes wrong belongs between its lines. */
    private static void quietLogs() {
        Map.of("io.sluice", Level.WARN, "org.apache.activemq", Level.ERROR, "org.apache.artemis", Level.ERROR)
                .forEach((name, level) -> ((Logger) LoggerFactory.getLogger(name)).setLevel(level));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (seconds != null && seconds < SHORTEST) {
            throw new ParameterException(
                    spec.commandLine(), "--seconds must be " + SHORTEST + " or more: not everything is shown before");
        }
        if (broker != null && (mosquitto || HostAndPort.parse(broker).isEmpty())) {
            throw new ParameterException(spec.commandLine(), "--broker takes HOST:PORT, and not with --mosquitto");
        }
        quietLogs();
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        Thread hook = new Thread(() -> stopAndWait(stop, stopped), "demo-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try (WorkFolder folder = WorkFolder.create()) {
            return run(folder.path(), stop);
        } catch (DemoFailure | StartFailure failure) {
            String mend = failure instanceof StartFailure ? " --port 0 takes any free port." : "";
            spec.commandLine().getErr().println("sluice demo: " + failure.getMessage() + mend);
            spec.commandLine().getErr().flush();
            return ExitCode.UNUSABLE;
        } finally {
            stopped.countDown();
        }
    }

    /** Keeps the JVM until the demo has cleaned up after itself. */
    private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            boolean clean = stopped.await(20, TimeUnit.SECONDS);
            assert clean;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private int run(Path folder, CountDownLatch stop)
            throws IOException, InterruptedException, DemoFailure, StartFailure {
        PrintWriter out = spec.commandLine().getOut();
        Paint paint = new Paint(Boolean.getBoolean("sluice.terminal") && System.getenv("NO_COLOR") == null);
        Path flows = flowLog.toAbsolutePath();
        // Each run is a story of its own.
        Files.deleteIfExists(flows);
        Expectations expectations = new Expectations();
        Summary summary = new Summary();
        try (DemoBroker upstream = startBroker(certificates(folder));
                Screen screen = new Screen(out, paint, expectations)) {
            ConfigReader.Result read = ConfigReader.read(configuration(folder, upstream, flows));
            if (read instanceof ConfigReader.Result.Bad bad) {
                throw new DemoFailure(String.valueOf(bad.problems().get(0)));
            }
            try (Gateway gateway = Gateway.open(((ConfigReader.Result.Good) read).config(), List.of(screen), summary)) {
                welcome(out, paint, upstream, gateway);
                try (Home home = new Home(gateway.address("home"), expectations)) {
                    home.open();
                    await(stop);
                }
            }
        }
        summary.print(out, paint, expectations);
        out.println("Flow log: " + flows);
        out.flush();
        return expectations.areMet() ? ExitCode.GOOD : ExitCode.NO;
    }

    private void await(CountDownLatch stop) throws InterruptedException {
        if (seconds == null) {
            stop.await();
        } else {
            boolean early = stop.await(seconds, TimeUnit.SECONDS);
            assert early || stop.getCount() > 0;
        }
    }

    private static DemoCertificates certificates(Path folder) throws IOException, DemoFailure {
        try {
            return DemoCertificates.in(folder);
        } catch (GeneralSecurityException impossible) {
            throw new DemoFailure("this JDK cannot make certificates: " + impossible.getMessage(), impossible);
        }
    }

    private DemoBroker startBroker(DemoCertificates certificates) throws DemoFailure {
        if (broker != null) {
            return Brokers.existing(broker);
        }
        return mosquitto ? Brokers.mosquitto(certificates) : Brokers.embedded(certificates);
    }

    /** The demo's configuration as a real file, so that its rules have lines. */
    private Path configuration(Path folder, DemoBroker upstream, Path flows) throws IOException {
        try (InputStream in = Objects.requireNonNull(DemoCommand.class.getResourceAsStream("demo.conf"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@PORT@", Integer.toString(port))
                    .replace("@UPSTREAM@", upstream.upstream())
                    .replace("@FLOWS@", flows.toString().replace("\\", "\\\\").replace("\"", "\\\""));
            return Files.writeString(folder.resolve("demo.conf"), text);
        }
    }

    private static void welcome(PrintWriter out, Paint paint, DemoBroker broker, Gateway gateway) {
        out.println(paint.strong("Sluice demo"));
        out.println("  broker   " + broker.description());
        out.println("  gateway  plaintext MQTT on 127.0.0.1:"
                + gateway.address("home").getPort() + ", policed and carried to the broker");
        out.println("  home     a sensor, a lock, its hub and a phone; a hacked bulb, a flooding meter, a camera with");
        out.println("           pictures of 1 MiB, a stranger, and the neighbour's address");
        out.println();
        out.println(paint.faint("time      verdict      client          packet     topic" + " ".repeat(36) + "rule"));
        out.flush();
    }
}
