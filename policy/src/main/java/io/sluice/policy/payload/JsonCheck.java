/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.payload;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The payload is one JSON text (RFC 8259), in UTF-8 and with no name twice in an object, since readers differ in which of
 * two they take.
 */
public final class JsonCheck implements PayloadCheck {
    /** Deeper than any device means to go, and shallow enough for any reader's stack. */
    private static final int DEEPEST = 64;

    static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    @Override
    public boolean passes(Payload payload) {
        return tree(payload).isPresent();
    }

    /** The payload as a tree, empty if it is no JSON. */
    static Optional<JsonNode> tree(Payload payload) {
        if (!payload.isUtf8()) {
            return Optional.empty();
        }
        try {
            // Of characters and not of bytes, of which the parser would guess other encodings as well.
            JsonNode tree = MAPPER.readTree(payload.text());
            return tree == null || tree.isMissingNode() ? Optional.empty() : Optional.of(tree);
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }
}
