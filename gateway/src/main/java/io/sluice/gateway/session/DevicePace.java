/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import io.sluice.gateway.limit.Throttles;
import java.util.Optional;

/** A session's share in the throttles of its device, which outlive its connections. */
final class DevicePace {
    private final Throttles throttles;
    private final String address;
    private Optional<Throttles.Key> key = Optional.empty();
    private Optional<Pace> pace = Optional.empty();

    /** @param address of the device, which stands for it where it has no client id */
    DevicePace(Throttles throttles, String address) {
        this.throttles = throttles;
        this.address = address;
    }

    /**
     * How fast the device may publish under its class.
     *
     * @param keepAlive seconds that no delay may exceed, 0 for none
     */
    Pace under(Admission admission, int keepAlive) {
        leave();
        String clientId = admission.clientId();
        Throttles.Key joined = new Throttles.Key(
                admission.policy().className(),
                clientId.isEmpty() ? address : clientId,
                admission.policy().limits().publishRate(),
                admission.policy().limits().byteRate());
        key = Optional.of(joined);
        Pace under = new Pace(admission.policy(), throttles.join(joined), keepAlive);
        pace = Optional.of(under);
        return under;
    }

    /** From now on what would have to wait is dropped. */
    void waitNoMore() {
        pace.ifPresent(Pace::waitNoMore);
    }

    void leave() {
        key.ifPresent(throttles::leave);
        key = Optional.empty();
    }
}
