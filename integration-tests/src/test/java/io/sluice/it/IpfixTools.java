/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** IPFIX files (RFC 5655) as others read them: tshark, and libfixbuf's ipfixDump. */
final class IpfixTools {
    private static final Pattern PRIVATE = Pattern.compile("Enterprise Private entry: .* Type (\\d+): .*");
    private static final Pattern DUMPED =
            Pattern.compile("\\t\\((?:\\d+/)?\\d+\\)(?: \\(S\\))? *(\\w+) : (?:\\(len: \\d+\\) )?(.*)");

    private IpfixTools() {}

    /** Everything that tshark says of a file, for people. */
    static String tshark(Path file) throws Exception {
        return run(List.of(Peers.require("tshark").toString(), "-r", file.toString(), "-V"));
    }

    /**
     * The flow records as tshark decodes them: each field by tshark's name, with {@code reverse} in front if it is of the
     * other direction; those of an unknown enterprise by their number, in hex.
     */
    static List<Map<String, String>> flowsByTshark(Path file) throws Exception {
        String pdml = run(List.of(Peers.require("tshark").toString(), "-r", file.toString(), "-T", "pdml"));
        NodeList fields = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(pdml.getBytes(StandardCharsets.UTF_8)))
                .getElementsByTagName("field");
        List<Map<String, String>> flows = new ArrayList<>();
        for (int i = 0; i < fields.getLength(); i++) {
            Element field = (Element) fields.item(i);
            if (field.getAttribute("show").matches("Flow \\d+") && isFlow(field)) {
                flows.add(decoded(field));
            }
        }
        return flows;
    }

    /** As opposed to options. */
    private static boolean isFlow(Element record) {
        return ((Element) record.getElementsByTagName("field").item(0))
                .getAttribute("name")
                .equals("cflow.flow_id");
    }

    private static Map<String, String> decoded(Element flow) {
        Map<String, String> decoded = new LinkedHashMap<>();
        NodeList fields = flow.getElementsByTagName("field");
        for (int i = 0; i < fields.getLength(); i++) {
            Element field = (Element) fields.item(i);
            String name = field.getAttribute("name").replaceFirst("^cflow\\.", "");
            String shown = field.getAttribute("showname");
            Matcher unknown = PRIVATE.matcher(shown);
            if (unknown.matches()) {
                decoded.put(unknown.group(1), field.getAttribute("value"));
            } else if (!name.isEmpty() && !name.equals("string_len_short")) {
                String key = (shown.contains("(Reverse ") ? "reverse " : "") + name;
                assertThat(decoded.put(key, field.getAttribute("show"))).as(key).isNull();
            }
        }
        return decoded;
    }

    /** The flow records as libfixbuf decodes them, which knows our own elements by what the type records say. */
    static List<Map<String, String>> flowsByFixbuf(Path file) throws Exception {
        String dump =
                run(List.of(Peers.require("ipfixDump").toString(), "--rfc5610", "--data", "--in", file.toString()));
        List<Map<String, String>> flows = new ArrayList<>();
        for (String record : dump.split("--- data record")) {
            Map<String, String> values = new LinkedHashMap<>();
            record.lines()
                    .map(DUMPED::matcher)
                    .filter(Matcher::matches)
                    .forEach(line -> values.put(line.group(1), line.group(2)));
            if (values.containsKey("flowId")) {
                flows.add(values);
            }
        }
        return flows;
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s", command).isZero();
        return output;
    }
}
