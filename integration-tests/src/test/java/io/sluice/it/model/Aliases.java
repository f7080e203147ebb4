/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The topic aliases of one direction of a connection, as one of its ends knows them (MQTT 5, section 3.3.2.3.4). */
final class Aliases {
    private final int maximum;
    private final Map<Integer, String> topics = new HashMap<>();

    /**
     * @param maximum the highest alias that the receiver takes, 0 for none
     */
    Aliases(int maximum) {
        this.maximum = maximum;
    }

    int maximum() {
        return maximum;
    }

    Optional<String> topic(int alias) {
        return Optional.ofNullable(topics.get(alias));
    }

    void set(int alias, String topic) {
        topics.put(alias, topic);
    }

    /** What a PUBLISH that arrives is about; it may not use what was never taught here. */
    String resolve(Publish publish) {
        int alias = publish.alias();
        if (alias > maximum) {
            throw new AssertionError("alias above " + maximum + ": " + publish);
        }
        if (alias == 0) {
            return publish.topic();
        }
        if (!publish.topic().isEmpty()) {
            set(alias, publish.topic());
        }
        return topic(alias).orElseThrow(() -> new AssertionError("alias that was never taught: " + publish));
    }
}
