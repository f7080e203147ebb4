/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.gateway.limit.Ban;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes bans as a JSON array of {@code source}, {@code cause} and {@code seconds_left}. */
final class BanJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private BanJson() {}

    static String write(List<Ban> bans) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            json.writeStartArray();
            for (Ban ban : bans) {
                json.writeStartObject();
                json.writeStringField("source", ban.source());
                json.writeStringField("cause", ban.cause());
                json.writeNumberField("seconds_left", ban.left().toSeconds());
                json.writeEndObject();
            }
            json.writeEndArray();
        } catch (IOException impossible) {
            // A StringWriter does not fail.
            throw new UncheckedIOException(impossible);
        }
        return text.toString();
    }
}
