/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** What should have been read, and what of it was not. */
final class Agreement {
    private final List<Observer.Taken> expected = new ArrayList<>();
    private final List<Observer.Taken> perhaps = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final boolean retainCounts;
    private int passed;
    private int refused;

    Agreement(boolean retainCounts) {
        this.retainCounts = retainCounts;
    }

    private Observer.Taken told(Observer.Taken one) {
        return retainCounts ? one : one.notRetained();
    }

    /** Notes where a packet was let through or refused and should not have been; says whether the session goes on. */
    boolean goesOn(byte[] packet, boolean survived, boolean allowed) {
        passed += survived ? 1 : 0;
        refused += survived ? 0 : 1;
        if (survived != allowed) {
            wrong.add((survived ? "passed: " : "refused: ") + Wire.hex(packet));
        }
        return survived;
    }

    /** By a policy that allows everything, which is nothing that begins with a dollar. */
    static boolean isAllowed(StrictReading.Publish publish, String topic) {
        return !topic.startsWith("$")
                && publish.property(StrictReading.RESPONSE_TOPIC)
                        .filter(response -> response.text().startsWith("$"))
                        .isEmpty();
    }

    /** A PUBLISH, or a will, of which the observer is to hear. */
    void expect(StrictReading.Publish publish, String topic) {
        if (!isAllowed(publish, topic)) {
            return;
        }
        // What expires at once arrives or does not.
        boolean lasts = publish.property(StrictReading.MESSAGE_EXPIRY)
                .map(expiry -> expiry.u32() > 60)
                .orElse(true);
        (lasts ? expected : perhaps).add(told(Observer.Taken.of(publish, topic)));
    }

    /** What the broker told the observer is what was expected. */
    void compare(Observer observer) throws Exception {
        List<Observer.Taken> seen = new ArrayList<>();
        observer.all(expected.size()).forEach(one -> seen.add(told(one)));
        perhaps.stream().filter(one -> !expected.contains(one)).forEach(seen::remove);
        compare(seen, expected);
    }

    /** Two lists are the same, in any order. */
    <T> void compare(List<T> actual, List<T> expected) {
        List<T> strange = new ArrayList<>(actual);
        for (T one : expected) {
            if (!strange.remove(one)) {
                wrong.add("missing: " + one);
            }
        }
        strange.forEach(one -> wrong.add("not expected: " + one));
    }

    /** Nothing is wrong, and that means something. */
    void holds() {
        assertThat(wrong.stream().limit(20)).isEmpty();
        assertThat(passed).isGreaterThan(100);
        assertThat(refused).isGreaterThan(100);
    }
}
