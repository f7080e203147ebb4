/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReloadsTest {
    @Test
    void aReloadThatIsAskedForDuringTheStartIsDoneBehindIt() {
        AtomicInteger done = new AtomicInteger();
        try (Reloads reloads = new Reloads()) {
            reloads.ask();
            assertThat(done).hasValue(0);
            reloads.begin(done::incrementAndGet);
            await().until(() -> done.get() == 1);
            reloads.ask();
            await().until(() -> done.get() == 2);
        }
    }

    @Test
    void whoStopsReloadsNothing() {
        AtomicInteger done = new AtomicInteger();
        Reloads reloads = new Reloads();
        reloads.begin(done::incrementAndGet);
        reloads.close();
        reloads.ask();
        assertThat(done).hasValue(0);
    }
}
