/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.sluice.gateway.Gateway;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The JSON Schemas that the gateway publishes for its lines. */
final class Schemas {
    static final String FLOW = "flow/flow-record.schema.json";
    static final String EVENT = "event/event.schema.json";
    static final String NOTICE = "log/log-notice.schema.json";

    private Schemas() {}

    /** Lines of a log fit its schema, or that of what a log says of itself. */
    static void assertFit(String schema, List<String> lines) throws Exception {
        Schema records = read(schema);
        Schema notices = read(NOTICE);
        assertThat(lines).isNotEmpty().allSatisfy(line -> {
            boolean notice = line.contains("\"type\":\"checkpoint\"") || line.contains("\"type\":\"lost\"");
            assertThat((notice ? notices : records).validate(line, InputFormat.JSON))
                    .as(line)
                    .isEmpty();
        });
        assertThat(records.validate("{\"version\":0}", InputFormat.JSON)).isNotEmpty();
        assertThat(notices.validate("{\"version\":0}", InputFormat.JSON)).isNotEmpty();
    }

    private static Schema read(String name) throws Exception {
        try (InputStream in = Gateway.class.getResourceAsStream(name)) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(in.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        }
    }
}
