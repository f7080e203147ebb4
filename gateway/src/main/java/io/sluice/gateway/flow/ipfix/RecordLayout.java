/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A template and the records that follow it.
 *
 * @param id 256 to 65,535
 * @param scopeFields how many of the fields say what the others are about; 0 for records of flows
 * @param <T> what records are made of
 */
record RecordLayout<T>(int id, int scopeFields, List<Field<T>> fields) {
    /** The set that it is announced in (RFC 7011 section 3.3.2). */
    int templateSet() {
        return scopeFields == 0 ? 2 : 3;
    }

    /** The template record (RFC 7011 section 3.4.1), or options template record (3.4.2.2). */
    byte[] template() {
        int specifiers = fields.stream()
                .mapToInt(field -> field.element().specifierLength())
                .sum();
        ByteBuffer bytes = ByteBuffer.allocate((scopeFields == 0 ? 4 : 6) + specifiers);
        bytes.putShort((short) id).putShort((short) fields.size());
        if (scopeFields > 0) {
            bytes.putShort((short) scopeFields);
        }
        fields.forEach(field -> field.element().specify(bytes));
        return bytes.array();
    }

    /** The longest that {@link #record} can be. */
    int longest() {
        return fields.stream().mapToInt(Field::longest).sum();
    }

    /** The data record (RFC 7011 section 3.4.3). */
    byte[] record(T from) {
        ByteBuffer bytes = ByteBuffer.allocate(longest());
        for (Field<T> field : fields) {
            field.value().write(from, bytes);
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
