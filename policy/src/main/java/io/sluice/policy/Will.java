/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.payload.Payload;
import java.util.Optional;

/**
 * The will of a CONNECT (MQTT 5, section 3.1.2.5).
 *
 * @param topic the will topic, strictly valid
 * @param qos 0 to 2
 * @param responseTopic the will property of MQTT 5
 * @param payload {@link Payload#forgotten} of a live session
 */
public record Will(String topic, int qos, boolean retain, Optional<String> responseTopic, Payload payload) {
    Will withoutPayload() {
        return new Will(topic, qos, retain, responseTopic, Payload.forgotten());
    }
}
