/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.flow.ipfix;

/** For whom records are written. */
public enum Profile {
    /** Collectors that know RFC 7011, 5103 and 5610. */
    STANDARD,
    /**
     * nfcapd 1.7. It keeps one count of octets a direction, the last in the record: so there is the delta alone. It keeps
     * no elements of others: so the packets are MQTT packets. It counts a sequence failure for each options record: so
     * there are none but those of losses.
     */
    NFDUMP
}
