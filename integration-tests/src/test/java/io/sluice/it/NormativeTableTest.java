/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * NORMATIVE.md speaks of tests that there are, and of every statement of both specifications.
 *
 * <p>A test stands there as {@code `Class#method`} or, for one row of a parameterized test, as {@code `Class#method "row"`}.
 * A statement stands there by its number, or within a range such as {@code MQTT-3.1.2-4…7}, in the column of its version.
 */
class NormativeTableTest {
    private static final Path DOCUMENT = Path.of("NORMATIVE.md");

    /** The numbers of MQTT 3.1.1, as its appendix B lists them: section and how many. */
    private static final String STATEMENTS_3 =
            """
            1.5.3:3 2.2.2:2 2.3.1:7 3.1.0:2 3.1.2:24 3.1.3:11 3.1.4:5 3.2.0:1 3.2.2:6 3.3.1:12 3.3.2:3 3.3.4:1 3.3.5:2 3.6.1:1
            3.8.1:1 3.8.3:4 3.8.4:6 3.9.3:2 3.10.1:1 3.10.3:2 3.10.4:6 3.12.4:1 3.14.1:1 3.14.4:3 4.1.0:2 4.3.1:1 4.3.2:2
            4.3.3:2 4.4.0:1 4.5.0:2 4.6.0:6 4.7.1:3 4.7.2:1 4.7.3:4 4.8.0:2 6.0.0:4 7.0.0:2 7.1.1:1 7.1.2:1""";

    /** Those of MQTT 5, likewise. */
    private static final String STATEMENTS_5 =
            """
            1.5.4:3 1.5.5:1 1.5.7:1 2.1.3:1 2.2.1:6 2.2.2:1 3.1.0:2 3.1.2:30 3.1.3:12 3.1.4:6 3.2.0:2 3.2.2:22 3.3.1:13
            3.3.2:20 3.3.4:10 3.4.2:3 3.5.2:3 3.6.1:1 3.6.2:3 3.7.2:3 3.8.1:1 3.8.3:5 3.8.4:8 3.9.2:2 3.9.3:2 3.10.1:1
            3.10.3:2 3.10.4:6 3.11.2:2 3.11.3:2 3.12.4:1 3.14.0:1 3.14.1:1 3.14.2:4 3.14.4:3 3.15.1:1 3.15.2:3 4.1.0:2 4.2:1
            4.3.1:1 4.3.2:5 4.3.3:13 4.4.0:2 4.5.0:2 4.6.0:6 4.7.0:1 4.7.1:2 4.7.2:1 4.7.3:4 4.8.2:6 4.9.0:3 4.12.0:7
            4.12.1:2 4.13.1:1 4.13.2:1 6.0.0:4""";

    /** MQTT 5 leaves this number out. */
    private static final Set<String> MISSING_5 = Set.of("MQTT-2.2.1-1");

    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w+(?:Test|IT))#(\\w+)(?: \"([^`]*)\")?`");
    private static final Pattern STATEMENT = Pattern.compile("MQTT-(\\d+\\.\\d+(?:\\.\\d+)?)-(\\d+)(?:…(\\d+))?");

    /** What stands in a row: the cells, without the bars. */
    private static List<String[]> rows() throws IOException {
        List<String[]> rows = new ArrayList<>();
        for (String line : Files.readAllLines(DOCUMENT)) {
            if (line.startsWith("| ") && !line.startsWith("| ---") && line.contains("MQTT-")) {
                rows.add(line.substring(1, line.lastIndexOf('|')).split("\\|", -1));
            }
        }
        return rows;
    }

    private static Set<String> all(String statements, Set<String> missing) {
        Set<String> all = new TreeSet<>();
        for (String section : statements.split("\\s+")) {
            int colon = section.indexOf(':');
            for (int n = 1; n <= Integer.parseInt(section.substring(colon + 1)); n++) {
                all.add("MQTT-" + section.substring(0, colon) + "-" + n);
            }
        }
        all.removeAll(missing);
        return all;
    }

    private static Set<String> named(int column) throws IOException {
        Set<String> named = new TreeSet<>();
        for (String[] row : rows()) {
            Matcher statement = STATEMENT.matcher(row[column]);
            while (statement.find()) {
                int from = Integer.parseInt(statement.group(2));
                int to = statement.group(3) == null ? from : Integer.parseInt(statement.group(3));
                for (int n = from; n <= to; n++) {
                    named.add("MQTT-" + statement.group(1) + "-" + n);
                }
            }
        }
        return named;
    }

    /** The test sources of all modules, by the name of their class. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path tests :
                    modules.map(module -> module.resolve("src/test/java")).toList()) {
                if (Files.isDirectory(tests)) {
                    try (Stream<Path> files = Files.walk(tests)) {
                        for (Path file : files.filter(file -> file.toString().endsWith(".java"))
                                .toList()) {
                            String name = file.getFileName().toString();
                            sources.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
                        }
                    }
                }
            }
        }
        return sources;
    }

    /** The part of a source from a method's annotations on, empty where there is no such test. */
    private static Optional<String> test(String source, String method) {
        Matcher declaration =
                Pattern.compile("\n    (?:public )?void " + method + "\\(").matcher(source);
        if (!declaration.find()) {
            return Optional.empty();
        }
        int before = Math.max(source.lastIndexOf("\n    }\n", declaration.start()), 0);
        String test = source.substring(before, declaration.end());
        return Pattern.compile("\n    @(Test|ParameterizedTest|RepeatedTest)\\b")
                        .matcher(test)
                        .find()
                ? Optional.of(test)
                : Optional.empty();
    }

    @Test
    void everyTestThatIsNamedThereIs() throws Exception {
        Map<String, String> sources = sources();
        assertThat(sources).containsKeys("NormativeTableTest", "FrameReaderTest", "SessionPolicyTest");
        List<String> wrong = new ArrayList<>();
        int named = 0;
        Matcher reference = TEST.matcher(Files.readString(DOCUMENT));
        while (reference.find()) {
            named++;
            Optional<String> test = Optional.ofNullable(sources.get(reference.group(1)))
                    .flatMap(source -> test(source, reference.group(2)));
            String row = reference.group(3);
            if (test.isEmpty() || (row != null && !test.get().contains(row))) {
                wrong.add(reference.group());
            }
        }
        assertThat(wrong).as("tests in NORMATIVE.md that are not there").isEmpty();
        assertThat(named).isGreaterThan(100);
    }

    @Test
    void everyStatementOfBothVersionsHasItsPlace() throws Exception {
        assertThat(named(0)).as("MQTT 3.1.1").containsExactlyInAnyOrderElementsOf(all(STATEMENTS_3, Set.of()));
        assertThat(named(1)).as("MQTT 5").containsExactlyInAnyOrderElementsOf(all(STATEMENTS_5, MISSING_5));
    }

    @Test
    void whatCanBeViolatedIsCoveredOrSaidNotToBe() throws Exception {
        List<String> silent = new ArrayList<>();
        for (String[] row : rows()) {
            if (row.length == 5 && !TEST.matcher(row[4]).find() && !row[4].contains("not covered")) {
                silent.add(row[0] + row[1] + row[4]);
            }
        }
        assertThat(silent).as("rows without a test").isEmpty();
        assertThat(rows()).allMatch(row -> row.length == 5 || row.length == 3);
    }
}
