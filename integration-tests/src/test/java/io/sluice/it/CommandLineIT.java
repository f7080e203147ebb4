/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as people type them, wrong ones too. */
class CommandLineIT {
    @TempDir
    Path folder;

    private record Outcome(int exitCode, String output, String errors) {}

    private static Outcome sluice(String... arguments) throws IOException, InterruptedException {
        Process process = GatewayProcess.sluice(arguments).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output, errors);
    }

    private Path config(String text) throws IOException {
        Path config = folder.resolve("home.conf");
        Files.writeString(config, text);
        return config;
    }

    private Path good() throws IOException {
        return config(
                """
                sluice {
                  listeners = [ { name = lan, bind = "127.0.0.1:0" } ]
                  upstream { brokers = ["127.0.0.1:1"] }
                  network { deny = ["10.66.0.0/16"] }
                  policy { classes = [
                    { name = sensors
                      match { source = ["10.0.0.0/8"], client-id = ["sensor-*"] }
                      publish { allow = ["sensors/%c/#"], deny = ["sensors/+/firmware"] }
                      subscribe { allow = ["commands/%c/+"] } }
                  ] }
                }
                """);
    }

    @Test
    void aGoodConfigurationIsSaidToBeGood() throws Exception {
        Outcome check = sluice("check", "-c", good().toString());
        assertThat(check.exitCode()).as(check.errors()).isZero();
        assertThat(check.output()).contains("home.conf: good; 1 listener(s), 1 broker(s), 1 client class(es)");
    }

    @Test
    void aLogThatIsNotThereIsNamedWithWhatIsWrong() throws Exception {
        Outcome verify = sluice("log", "verify", folder.resolve("nowhere.json").toString());
        assertThat(verify.exitCode()).isEqualTo(2);
        assertThat(verify.errors()).isEqualTo("sluice: " + folder.resolve("nowhere.json") + " is not there\n");
    }

    @Test
    void everyProblemIsSaidWithItsLineAndItsMendAndNothingStarts() throws Exception {
        Path bad = config(
                """
                sluice {
                  listeners = [ { name = lan, bind = "localhost:1883", colour = red } ]
                  upstream { brokers = ["broker"], tls { trust = "missing.pem" } }
                  limits { connections = -1 }
                  policy { classes = [
                    { name = sensors
                      publish { allow = ["a/#/b"] }
                      limits { publish-rate = "fast" } }
                  ] }
                  extra = 1
                }
                """);
        for (String command : new String[] {"check", "run"}) {
            Outcome outcome = sluice(command, "-c", bad.toString());
            assertThat(outcome.exitCode()).isEqualTo(2);
            assertThat(outcome.errors())
                    .contains("home.conf:2: ", "home.conf:3: ", "home.conf:4: ", "home.conf:7: ", "home.conf:8: ")
                    .contains("home.conf:10: unknown key sluice.extra")
                    .contains("colour", "missing.pem", "fast")
                    .doesNotContain("Exception", "event=listening");
        }
    }

    @Test
    void keysThatAreWrongAreFoundBeforeTheyAreNeeded() throws Exception {
        Certificates certificates = Certificates.in(folder);
        String text =
                """
                sluice {
                  listeners = [ { name = lan, bind = "127.0.0.1:0" } ]
                  upstream { brokers = ["127.0.0.1:1"]
                    tls { trust = "ca.pem", certificate = "gateway.pem", key = "%s" } }
                }
                """;
        assertThat(sluice("check", "-c", config(text.formatted("gateway.key")).toString())
                        .exitCode())
                .isZero();
        assertThat(sluice("check", "-c", config(text.formatted("broker.key")).toString())
                        .errors())
                .contains("home.conf:4: ", "broker.key is not the key of", "gateway.pem");
        Files.setPosixFilePermissions(
                certificates.file("gateway.key"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(sluice("check", "-c", config(text.formatted("gateway.key")).toString())
                        .errors())
                .contains("home.conf:4: ", "can be read or changed by others", "chmod 600");
    }

    @Test
    void explainNamesVerdictClassAndRule() throws Exception {
        String config = good().toString();
        Outcome denied = sluice(
                "explain",
                "-c",
                config,
                "--source",
                "10.1.1.1",
                "--client-id",
                "sensor-1",
                "--publish",
                "sensors/sensor-1/firmware");
        assertThat(denied.exitCode()).isEqualTo(1);
        assertThat(denied.output())
                .contains("verdict: drop", "class:   sensors", "home.conf:8", "deny \"sensors/+/firmware\"");
        Outcome allowed = sluice(
                "explain",
                "-c",
                config,
                "--source",
                "10.1.1.1",
                "--client-id",
                "sensor-1",
                "--publish",
                "sensors/sensor-1/t",
                "--qos",
                "1");
        assertThat(allowed.exitCode()).isZero();
        assertThat(allowed.output()).contains("verdict: allow");
        assertThat(sluice("explain", "-c", config, "--source", "10.66.1.1", "--client-id", "sensor-1")
                        .output())
                .contains("verdict: refuse", "reason:  network", "home.conf:4");
        assertThat(sluice("explain", "-c", config, "--source", "192.168.1.1", "--client-id", "sensor-1")
                        .output())
                .contains("reason:  no-class");
        assertThat(sluice(
                                "explain",
                                "-c",
                                config,
                                "--source",
                                "10.1.1.1",
                                "--client-id",
                                "sensor-1",
                                "--subscribe",
                                "#")
                        .exitCode())
                .isEqualTo(1);
        assertThat(sluice(
                                "explain",
                                "-c",
                                config,
                                "--source",
                                "10.1.1.1",
                                "--client-id",
                                "sensor-1",
                                "--deliver",
                                "commands/sensor-1/x")
                        .exitCode())
                .isZero();
    }

    @Test
    void wrongUsageExitsWithTwoAndSaysWhatToWrite() throws Exception {
        assertThat(sluice("run").exitCode()).isEqualTo(2);
        assertThat(sluice("frobnicate").exitCode()).isEqualTo(2);
        assertThat(sluice("run", "-c", folder.resolve("none.conf").toString()).errors())
                .contains("none.conf:1: the configuration cannot be read");
        Outcome source = sluice("explain", "-c", good().toString(), "--source", "broker.lan");
        assertThat(source.exitCode()).isEqualTo(2);
        assertThat(source.errors()).contains("is no IP address");
        assertThat(sluice("--help").exitCode()).isZero();
        assertThat(sluice("explain", "--help").output()).contains("--publish=TOPIC");
    }

    @Test
    void anAddressThatIsTakenIsSaid() throws Exception {
        try (ScriptedBroker taken = new ScriptedBroker()) {
            Path config = config(
                    """
                    sluice {
                      listeners = [ { name = lan, bind = "127.0.0.1:%d" } ]
                      upstream { brokers = ["127.0.0.1:1"] }
                      admin = null
                    }
                    """
                            .formatted(taken.port()));
            Outcome run = sluice("run", "-c", config.toString());
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.errors()).contains("listener lan cannot listen on 127.0.0.1:" + taken.port());
        }
    }
}
