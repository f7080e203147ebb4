/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sluice.gateway.log.Line;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Map;

/** Writes events as JSON, one object a line. The names are stable and described in {@code event.schema.json}. */
final class EventJson {
    /** Version of the form. */
    private static final int VERSION = 1;

    private final JsonFactory factory = new JsonFactory();

    Line line(Event event) {
        StringWriter text = new StringWriter(512);
        try (JsonGenerator json = factory.createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("version", VERSION);
            json.writeStringField("type", event.type().label());
            json.writeStringField("time", event.time().toString());
            json.writeStringField("severity", event.type().severity().name().toLowerCase(Locale.ROOT));
            for (Map.Entry<String, Object> field : event.fields().entrySet()) {
                json.writeFieldName(field.getKey());
                if (field.getValue() instanceof Long number) {
                    json.writeNumber(number);
                } else if (field.getValue() instanceof Boolean flag) {
                    json.writeBoolean(flag);
                } else {
                    json.writeString(field.getValue().toString());
                }
            }
            json.writeEndObject();
        } catch (IOException impossible) {
            // A StringWriter does not fail.
            throw new UncheckedIOException(impossible);
        }
        return new Line(event.type().severity(), event.type().label(), text.toString());
    }
}
