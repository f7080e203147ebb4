/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.List;

/** Who speaks. */
enum Side {
    DEVICE,
    BROKER;

    /** What a PUBACK or PUBREC of this side may say other than success (MQTT 5, section 3.4.2.1). */
    List<Integer> pubackReasons() {
        return this == DEVICE
                ? List.of(0x80, 0x83, 0x87, 0x90, 0x97, 0x99)
                : List.of(0x10, 0x10, 0x80, 0x83, 0x87, 0x90, 0x97, 0x99);
    }

    /** What the gateway answers to what it withholds from the other side. */
    int refusal(int level) {
        return this == DEVICE && level == 5 ? 0x87 : 0;
    }
}
