/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads IPFIX messages by RFC 7011 and nothing else: it shares no code with what writes them, and takes nothing for granted. */
final class IpfixReader {
    private final Map<Integer, List<Specifier>> templates = new HashMap<>();

    private record Specifier(String name, int length) {}

    /** A message: its header, how many templates it announced, and its data records. */
    record Message(
            int length, long exportTime, long sequence, long domain, List<Integer> announced, List<Data> records) {}

    /** A data record: its template, and its values by {@code id} or {@code enterprise/id}. */
    record Data(int template, Map<String, byte[]> values) {
        String text(String name) {
            return new String(bytes(name), StandardCharsets.UTF_8);
        }

        long number(String name) {
            long number = 0;
            for (byte b : bytes(name)) {
                number = number << 8 | (b & 0xff);
            }
            return number;
        }

        String hex(String name) {
            return HexFormat.of().formatHex(bytes(name));
        }

        private byte[] bytes(String name) {
            byte[] bytes = values.get(name);
            if (bytes == null) {
                throw new AssertionError("no " + name + " in " + values.keySet());
            }
            return bytes;
        }
    }

    /** The messages of an RFC 5655 file, or of a stream: they follow one another. */
    List<Message> readAll(byte[] bytes) {
        List<Message> messages = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            int length = in.getShort(in.position() + 2) & 0xffff;
            messages.add(read(in.slice(in.position(), length)));
            in.position(in.position() + length);
        }
        return messages;
    }

    Message read(ByteBuffer in) {
        int version = in.getShort();
        int length = in.getShort() & 0xffff;
        if (version != 10 || length != in.limit()) {
            throw new AssertionError("version " + version + ", length " + length + " of " + in.limit());
        }
        long exportTime = in.getInt() & 0xffffffffL;
        long sequence = in.getInt() & 0xffffffffL;
        long domain = in.getInt() & 0xffffffffL;
        List<Integer> announced = new ArrayList<>();
        List<Data> records = new ArrayList<>();
        while (in.hasRemaining()) {
            int id = in.getShort() & 0xffff;
            int setLength = in.getShort() & 0xffff;
            ByteBuffer set = in.slice(in.position(), setLength - 4);
            in.position(in.position() + setLength - 4);
            while (set.hasRemaining()) {
                if (id == 2 || id == 3) {
                    announced.add(template(set, id == 3));
                } else {
                    records.add(record(set, id));
                }
            }
        }
        return new Message(length, exportTime, sequence, domain, announced, records);
    }

    private int template(ByteBuffer in, boolean options) {
        int id = in.getShort() & 0xffff;
        int count = in.getShort() & 0xffff;
        if (id < 256 || count == 0) {
            throw new AssertionError("template " + id + " of " + count + " fields");
        }
        if (options && (in.getShort() & 0xffff) == 0) {
            throw new AssertionError("options template " + id + " without a scope");
        }
        List<Specifier> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int element = in.getShort() & 0xffff;
            int length = in.getShort() & 0xffff;
            String name = element < 0x8000
                    ? Integer.toString(element)
                    : (in.getInt() & 0xffffffffL) + "/" + (element & 0x7fff);
            fields.add(new Specifier(name, length));
        }
        templates.put(id, fields);
        return id;
    }

    private Data record(ByteBuffer in, int id) {
        List<Specifier> fields = templates.get(id);
        if (fields == null) {
            throw new AssertionError("a record of template " + id + ", which nobody has announced");
        }
        Map<String, byte[]> values = new LinkedHashMap<>();
        for (Specifier field : fields) {
            int length = field.length();
            if (length == 65_535) {
                length = in.get() & 0xff;
                length = length < 255 ? length : in.getShort() & 0xffff;
            }
            byte[] value = new byte[length];
            in.get(value);
            // The second of two of the same name gets another one.
            values.put(values.containsKey(field.name()) ? field.name() + "'" : field.name(), value);
        }
        return new Data(id, values);
    }
}
