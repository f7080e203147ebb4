/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One file of the table of answers. {@code src/test/resources/answers/README} says how to write one.
 *
 * @param name the file's
 * @param heading what the rows are about
 * @param gateway the file with the configuration of their gateway
 * @param brokerless whether that gateway finds no broker
 */
record AnswersTable(String name, String heading, String gateway, boolean brokerless, List<Row> rows) {
    private static final List<String> VERSIONS = List.of("3.1", "3.1.1", "5");
    private static final int NO_QOS = -1;
    private static final Pattern GUARD = Pattern.compile("3|3\\.1|3\\.1\\.1|5|q[012]");

    /** A row stands for several exchanges: one a protocol version, and one a QoS where it names some. */
    record Variant(String version, int qos) {
        boolean isVersion5() {
            return version.equals("5");
        }

        private boolean isGuardedBy(String guard) {
            return guard.startsWith("q")
                    ? guard.equals("q" + qos)
                    : guard.equals(version) || (guard.equals("3") && !isVersion5());
        }

        /** Whether a step is for this variant: for one of the versions that it names, and one of the QoS. */
        private boolean has(List<String> guards) {
            return hasOneOf(guards.stream()
                            .filter(guard -> guard.startsWith("q"))
                            .toList())
                    && hasOneOf(guards.stream()
                            .filter(guard -> !guard.startsWith("q"))
                            .toList());
        }

        private boolean hasOneOf(List<String> guards) {
            return guards.isEmpty() || guards.stream().anyMatch(this::isGuardedBy);
        }

        @Override
        public String toString() {
            return "MQTT " + version + (qos == NO_QOS ? "" : ", QoS " + qos);
        }
    }

    /** A line of a row, and where it stands. */
    record Step(String place, List<String> guards, String text) {}

    /** One row in all its variants. */
    record Row(String title, String clientClass, Map<String, String> names, List<Variant> variants, List<Step> steps) {

        /** The steps of one variant. */
        List<Step> steps(Variant variant) {
            return steps.stream().filter(step -> variant.has(step.guards)).toList();
        }
    }

    /** What happens to the gateway while the rows are played, in this order. */
    List<String> events() {
        return rows.stream()
                .flatMap(row -> row.steps.stream())
                .map(Step::text)
                .filter(AnswersTable::isEvent)
                .distinct()
                .toList();
    }

    static boolean isEvent(String step) {
        return step.startsWith("gateway ");
    }

    static AnswersTable read(Path file) throws IOException {
        return new Reader(file.getFileName().toString()).read(Files.readAllLines(file));
    }

    private static final class Reader {
        private final String name;
        private final List<Row> rows = new ArrayList<>();
        private String heading = "";
        private String gateway = "";
        private boolean brokerless;
        private String clientClass = "";
        private Map<String, String> names = new HashMap<>();
        private boolean inRow;

        Reader(String name) {
            this.name = name;
        }

        AnswersTable read(List<String> lines) {
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                String place = "answers/" + name + ":" + (i + 1);
                if (!line.isEmpty() && !line.startsWith("#")) {
                    line(place, line);
                }
            }
            return new AnswersTable(name, heading, gateway, brokerless, rows);
        }

        private void line(String place, String line) {
            String[] word = line.split("\\s+", 2);
            switch (word[0]) {
                case "about" -> heading = word[1];
                case "gateway" -> gatewayOrStep(place, line, word[1]);
                case "class" -> {
                    clientClass = word[1];
                    inRow = false;
                    names = standardNames();
                }
                case "let" -> let(word[1]);
                case "row" -> row(word[1]);
                default -> step(place, line);
            }
        }

        private void gatewayOrStep(String place, String line, String rest) {
            if (rows.isEmpty()) {
                brokerless = rest.endsWith(" without broker");
                gateway = rest.replace(" without broker", "");
            } else {
                step(place, line);
            }
        }

        private static Map<String, String> standardNames() {
            Map<String, String> names = new HashMap<>();
            names.put("CLIENT", "\"%c\"");
            names.put("CONNECT", "{10 MQTT 02 003c [] CLIENT}");
            names.put("CONNACK", "{20 00 00 []}");
            names.put("GREETING", "CONNACK");
            names.put("PINGREQ", "c0 00");
            names.put("PINGRESP", "d0 00");
            return names;
        }

        private void let(String definition) {
            String[] parts = definition.split("\\s*=\\s*", 2);
            Map<String, String> scope = inRow ? rows.get(rows.size() - 1).names : names;
            scope.put(parts[0], parts[1]);
        }

        private void row(String header) {
            String[] parts = header.split("\\s*\\|\\s*");
            List<String> versions = VERSIONS;
            List<Integer> levels = List.of(NO_QOS);
            for (String option : Arrays.asList(parts).subList(1, parts.length)) {
                List<String> words = Arrays.asList(option.split("\\s+"));
                if (words.get(0).equals("qos")) {
                    levels = words.stream().skip(1).map(Integer::valueOf).toList();
                } else {
                    versions = words;
                }
            }
            List<Variant> variants = new ArrayList<>();
            for (String version : versions) {
                if (!VERSIONS.contains(version)) {
                    throw new IllegalArgumentException("no version of MQTT: " + version + " in " + header);
                }
                levels.forEach(qos -> variants.add(new Variant(version, qos)));
            }
            rows.add(new Row(parts[0], clientClass, new HashMap<>(names), variants, new ArrayList<>()));
            inRow = true;
        }

        private void step(String place, String line) {
            List<String> words = new ArrayList<>(Arrays.asList(line.split("\\s+")));
            List<String> guards = new ArrayList<>();
            String rest = line;
            while (GUARD.matcher(words.get(0)).matches()) {
                guards.add(words.remove(0));
                rest = rest.split("\\s+", 2)[1];
            }
            rows.get(rows.size() - 1).steps.add(new Step(place, guards, rest));
        }
    }
}
