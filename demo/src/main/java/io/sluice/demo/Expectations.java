/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.demo;

import io.sluice.policy.Reason;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** All that the demo promises to show. Seen from any thread. */
final class Expectations {
    final Expectation temperatureArrives = new Expectation("the sensor's temperature reaches the hub", true);
    final Expectation lockObeysHub = new Expectation("the hub's home/lock/set reaches the lock", true);
    final Expectation stateArrives = new Expectation("the lock's state reaches the hub", true);
    final Expectation phoneTracks = new Expectation("the phone's own track passes", true);
    final Expectation phoneStaysHome = new Expectation("the phone's word on another user's track is dropped", false);
    final Expectation eavesdropping = new Expectation("the hacked bulb's SUBSCRIBE to # is refused", false);
    final Expectation burglary = new Expectation("the hacked bulb's home/lock/set is dropped", false);
    final Expectation flood = new Expectation("the flooding meter is held to 5 messages a second", false);
    final Expectation oversize = new Expectation("the camera's packet of 1 MiB is stopped by its header", false);
    final Expectation stranger = new Expectation("a client id that nobody named is refused", false);
    final Expectation neighbour = new Expectation("the denied address is closed at accept", false);

    private final AtomicInteger burglaries = new AtomicInteger();

    List<Expectation> all() {
        return List.of(
                temperatureArrives,
                lockObeysHub,
                stateArrives,
                phoneTracks,
                phoneStaysHome,
                eavesdropping,
                burglary,
                flood,
                oversize,
                stranger,
                neighbour);
    }

    /** A verdict was given. */
    void see(Sighting sighting) {
        if (sighting.isAllowed()) {
            if (sighting.subject().startsWith("owntracks/alice/")) {
                phoneTracks.see();
            }
            return;
        }
        Reason reason = sighting.verdict().reason();
        String client = sighting.client();
        if (client.equals(Home.BULB)
                && sighting.what().equals("SUBSCRIBE")
                && sighting.subject().equals("#")) {
            eavesdropping.see();
        } else if (client.equals(Home.BULB) && sighting.subject().equals("home/lock/set")) {
            burglary.see();
        } else if (client.equals(Home.PHONE) && sighting.subject().startsWith("owntracks/bob/")) {
            phoneStaysHome.see();
        } else if (client.equals(Home.METER) && reason == Reason.PUBLISH_RATE) {
            flood.see();
        } else if (client.equals(Home.CAMERA) && reason == Reason.PACKET_SIZE) {
            oversize.see();
        } else if (client.equals(Home.STRANGER) && reason == Reason.NO_CLASS) {
            stranger.see();
        } else if (client.equals(Home.NEIGHBOUR) && reason == Reason.NETWORK) {
            neighbour.see();
        }
    }

    /** The lock heard the intruder: what must never happen has happened. */
    void seeBurglary() {
        burglaries.incrementAndGet();
    }

    /** How often what was denied got through. */
    int burglaries() {
        return burglaries.get();
    }

    boolean areMet() {
        return burglaries.get() == 0 && all().stream().allMatch(expectation -> expectation.times() > 0);
    }
}
