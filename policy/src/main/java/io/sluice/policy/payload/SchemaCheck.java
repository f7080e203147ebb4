/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.payload;

import com.google.re2j.Pattern;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The payload is JSON that fits a JSON Schema, of draft 4 to 2020-12 as its {@code $schema} says. */
public final class SchemaCheck implements PayloadCheck {
    private final Schema schema;

    /** A text that is no usable schema; the message says why. */
    public static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;

        Unusable(String what) {
            super(what, null, false, false);
        }
    }

    private SchemaCheck(Schema schema) {
        this.schema = schema;
    }

    /** Reads a schema. What it refers to must be in it: nothing is fetched. */
    public static SchemaCheck of(String text) throws Unusable {
        // Patterns of a schema run in linear time, as all others.
        SchemaRegistryConfig config = SchemaRegistryConfig.builder()
                .regularExpressionFactory(regex -> {
                    Pattern pattern = Pattern.compile(regex);
                    return value -> pattern.matcher(value).find();
                })
                .failFast(true)
                .build();
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemaRegistryConfig(config));
        try {
            JsonNode node = JsonCheck.MAPPER.readTree(text);
            if (!node.isObject()) {
                throw new Unusable("it is no JSON object");
            }
            String dialect = SpecificationVersion.fromSchemaNode(node)
                    .orElse(SpecificationVersion.DRAFT_2020_12)
                    .getDialectId();
            List<Error> errors = registry.getSchema(SchemaLocation.of(dialect)).validate(text, InputFormat.JSON);
            if (!errors.isEmpty()) {
                throw new Unusable(errors.get(0).toString());
            }
            Schema schema = registry.getSchema(node);
            schema.initializeValidators();
            return new SchemaCheck(schema);
        } catch (JacksonException | SchemaException | com.google.re2j.PatternSyntaxException unusable) {
            throw new Unusable(
                    String.valueOf(unusable.getMessage()).lines().findFirst().orElse("it cannot be read"));
        }
    }

    @Override
    public boolean passes(Payload payload) {
        return JsonCheck.tree(payload)
                .map(tree -> schema.validate(tree).isEmpty())
                .orElse(false);
    }
}
