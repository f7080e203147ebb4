/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

/** What one side told the other in its CONNECT or CONNACK; it binds the other (MQTT 5, sections 3.1.2.11 and 3.2.2.3). */
record Terms(int receiveMaximum, int topicAliasMaximum) {
    private static final int ABSENT = 65_535;

    /** Before MQTT 5 there are none. */
    static final Terms NONE = new Terms(ABSENT, 0);

    static Terms random(int level, Chance chance) {
        return level < 5 ? NONE : new Terms(chance.oneIn(5) ? ABSENT : chance.between(1, 10), chance.below(6));
    }

    static Terms read(Properties properties) {
        return new Terms((int) properties.number(Properties.RECEIVE_MAXIMUM, ABSENT), (int)
                properties.number(Properties.TOPIC_ALIAS_MAXIMUM, 0));
    }

    void write(Bytes properties) {
        if (receiveMaximum != ABSENT) {
            properties.u8(Properties.RECEIVE_MAXIMUM).u16(receiveMaximum);
        }
        if (topicAliasMaximum != 0) {
            properties.u8(Properties.TOPIC_ALIAS_MAXIMUM).u16(topicAliasMaximum);
        }
    }
}
