/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the gateway answers, row by row and version by version, with the bytes on both wires. The table stands in {@code
 * src/test/resources/answers}, for people who read specifications rather than Java.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AnswersTableIT {
    private static final Path TABLE = Path.of("src/test/resources/answers");

    private Path folder;
    private final Map<String, Setup> setups = new HashMap<>();
    private int exchanges;

    /** A gateway and the broker behind it. */
    private record Setup(GatewayProcess gateway, ScriptedBroker broker, int port) {}

    /** A row in one variant, and what became of it before the event. */
    private static final class Play {
        final AnswersTable.Row row;
        final AnswersTable.Variant variant;
        Optional<AnswersExchange> exchange = Optional.empty();
        Optional<Throwable> failure = Optional.empty();

        Play(AnswersTable.Row row, AnswersTable.Variant variant) {
            this.row = row;
            this.variant = variant;
        }

        String name() {
            return row.title() + ", " + variant;
        }
    }

    /** A parameter here outlives the gateways; a field would be deleted after the factory, while they still run. */
    @BeforeAll
    void start(@TempDir Path folder) {
        this.folder = folder;
    }

    @TestFactory
    Stream<DynamicNode> theGatewayAnswers() throws Exception {
        List<AnswersTable> tables = new ArrayList<>();
        try (Stream<Path> files = Files.list(TABLE)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".txt"))
                    .sorted()
                    .toList()) {
                tables.add(AnswersTable.read(file));
            }
        }
        assertThat(tables).isNotEmpty().allMatch(table -> !table.rows().isEmpty());
        return tables.stream().map(this::container);
    }

    @AfterAll
    void stop() throws Exception {
        for (Setup setup : setups.values()) {
            setup.gateway.close();
            setup.broker.close();
        }
    }

    private DynamicNode container(AnswersTable table) {
        List<Play> plays = table.rows().stream()
                .flatMap(row -> row.variants().stream().map(variant -> new Play(row, variant)))
                .toList();
        Stream<DynamicTest> tests =
                plays.stream().map(play -> DynamicTest.dynamicTest(play.name(), () -> play(table, play)));
        if (!table.events().isEmpty()) {
            DynamicTest events = DynamicTest.dynamicTest(table.events().toString(), () -> events(table, plays));
            tests = Stream.concat(Stream.of(events), tests);
        }
        return DynamicContainer.dynamicContainer(table.heading() + " (" + table.name() + ")", tests);
    }

    /** Plays all rows up to each event, so that one gateway is enough for them; their ends are tests of their own. */
    private void events(AnswersTable table, List<Play> plays) throws Exception {
        for (String event : table.events()) {
            for (Play play : plays) {
                if (play.failure.isEmpty()) {
                    try {
                        exchange(table, play).play();
                    } catch (Exception | AssertionError failure) {
                        play.failure = Optional.of(failure);
                    }
                }
            }
            happen(event, setup(table));
            for (Play play : plays) {
                exchange(table, play).happened(event);
            }
        }
    }

    private static void happen(String event, Setup setup) throws Exception {
        String[] words = event.split(" ");
        if (words[1].equals("stops")) {
            setup.gateway.signal("TERM");
            return;
        }
        String config = Files.readString(TABLE.resolve(words[2]));
        GatewayConfigText text = GatewayConfigText.plain(setup.broker.port(), config);
        if (words[1].equals("reloads")) {
            setup.gateway.reload(text);
        } else {
            setup.gateway.rewrite(text);
            setup.gateway.signal("HUP");
            setup.gateway.awaitLog("event=reload-refused");
        }
    }

    private void play(AnswersTable table, Play play) throws Exception {
        if (play.failure.isPresent()) {
            throw new AssertionError(play.name() + ": " + play.failure.get().getMessage(), play.failure.get());
        }
        try (AnswersExchange exchange = exchange(table, play)) {
            exchange.play();
        } catch (AssertionError | RuntimeException failure) {
            // Reports name dynamic tests by their numbers alone.
            throw new AssertionError(play.name() + ": " + failure.getMessage(), failure);
        }
    }

    private AnswersExchange exchange(AnswersTable table, Play play) throws Exception {
        if (play.exchange.isEmpty()) {
            Setup setup = setup(table);
            exchanges++;
            play.exchange =
                    Optional.of(new AnswersExchange(setup.port, setup.broker, play.row, play.variant, exchanges));
        }
        return play.exchange.get();
    }

    private Setup setup(AnswersTable table) throws Exception {
        Setup known = setups.get(table.gateway());
        if (known != null) {
            return known;
        }
        ScriptedBroker broker = new ScriptedBroker();
        // Port 1 is nobody's.
        int brokerPort = table.brokerless() ? 1 : broker.port();
        String config = Files.readString(TABLE.resolve(table.gateway()));
        GatewayProcess gateway = GatewayProcess.start(GatewayConfigText.plain(brokerPort, config), folder);
        Setup setup = new Setup(gateway, broker, gateway.port());
        setups.put(table.gateway(), setup);
        return setup;
    }
}
