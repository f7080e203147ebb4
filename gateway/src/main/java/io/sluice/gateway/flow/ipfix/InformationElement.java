/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

import java.nio.ByteBuffer;

/**
 * What a field of a record means and how it is written.
 *
 * @param enterprise who numbered it, 0 for IANA
 * @param id 1 to 32,767
 * @param name as in the registry; unique
 * @param description for people who meet it in a collector; empty for those that IANA describes
 */
record InformationElement(
        int enterprise, int id, DataType type, Semantics semantics, Units units, String name, String description) {
    /** Elements under this number are those of IANA, of the other direction (RFC 5103 section 6.1). */
    static final int REVERSE = 29_305;

    /** The length in a template that says: each record carries its own (RFC 7011 section 7). */
    static final int VARIABLE = 65_535;

    private static final int ENTERPRISE_BIT = 0x8000;

    /** Abstract data types, with IANA's numbers of them (RFC 7012 section 3.1, RFC 5610 section 3.1). */
    enum DataType {
        UNSIGNED8(1, 1),
        UNSIGNED16(2, 2),
        UNSIGNED32(3, 4),
        UNSIGNED64(4, 8),
        STRING(13, VARIABLE),
        MILLISECONDS(15, 8),
        IPV4_ADDRESS(18, 4),
        IPV6_ADDRESS(19, 16);

        final int number;
        final int length;

        DataType(int number, int length) {
            this.number = number;
            this.length = length;
        }
    }

    /** What can be done with a value, with IANA's numbers (RFC 7012 section 3.2, RFC 5610 section 3.6). */
    enum Semantics {
        DEFAULT(0),
        QUANTITY(1),
        TOTAL_COUNTER(2),
        DELTA_COUNTER(3),
        IDENTIFIER(4);

        final int number;

        Semantics(int number) {
            this.number = number;
        }
    }

    /** What a value counts, with IANA's numbers (RFC 5610 section 3.7). */
    enum Units {
        NONE(0),
        OCTETS(2),
        PACKETS(3),
        FLOWS(4),
        SECONDS(5),
        MILLISECONDS(6),
        MESSAGES(10);

        final int number;

        Units(int number) {
            this.number = number;
        }
    }

    /** One of IANA's. */
    static InformationElement iana(int id, DataType type, Semantics semantics, Units units, String name) {
        return new InformationElement(0, id, type, semantics, units, name, "");
    }

    /** The same of the other direction. */
    InformationElement reverse() {
        String reversed = "reverse" + Character.toUpperCase(name.charAt(0)) + name.substring(1);
        return new InformationElement(REVERSE, id, type, semantics, units, reversed, description);
    }

    /** Bytes of {@link #specify}. */
    int specifierLength() {
        return enterprise == 0 ? 4 : 8;
    }

    /** Writes the field specifier of a template (RFC 7011 section 3.2). */
    void specify(ByteBuffer to) {
        to.putShort((short) (enterprise == 0 ? id : id | ENTERPRISE_BIT)).putShort((short) type.length);
        if (enterprise != 0) {
            to.putInt(enterprise);
        }
    }
}
