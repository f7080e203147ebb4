/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.policy.DeviceCertificate;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveClientsTest {
    private final LiveClients clients = new LiveClients();

    private static LiveClients.Owner at(String source) throws Exception {
        return new LiveClients.Owner(InetAddress.getByName(source), Optional.empty());
    }

    private static LiveClients.Owner at(String source, String commonName) throws Exception {
        return new LiveClients.Owner(
                InetAddress.getByName(source),
                Optional.of(new DeviceCertificate("CN=" + commonName, commonName, List.of(commonName))));
    }

    @Test
    void aGuardedClientIdBelongsToItsAddressAndCertificate() throws Exception {
        clients.claim("lock", at("10.0.0.1", "lock"), true);
        assertThat(clients.isFree("lock", at("10.0.0.1", "lock"), false)).isTrue();
        assertThat(clients.isFree("lock", at("10.0.0.2", "lock"), false)).isFalse();
        assertThat(clients.isFree("lock", at("10.0.0.1", "bulb"), false)).isFalse();
        assertThat(clients.isFree("lock", at("10.0.0.1"), false)).isFalse();
        assertThat(clients.isFree("bulb", at("10.0.0.2"), true)).isTrue();
    }

    @Test
    void whoGuardsDoesNotThrowAnybodyOutEither() throws Exception {
        clients.claim("bulb", at("10.0.0.1"), false);
        assertThat(clients.isFree("bulb", at("10.0.0.2"), false)).isTrue();
        assertThat(clients.isFree("bulb", at("10.0.0.2"), true)).isFalse();
    }

    @Test
    void aSessionThatWasTakenOverDoesNotReleaseItsSuccessor() throws Exception {
        LiveClients.Claim first = clients.claim("lock", at("10.0.0.1"), true).orElseThrow();
        LiveClients.Claim second = clients.claim("lock", at("10.0.0.1"), true).orElseThrow();
        clients.release(first);
        assertThat(clients.claim("lock", at("10.0.0.2"), false)).isEmpty();
        clients.release(second);
        assertThat(clients.claim("lock", at("10.0.0.2"), false)).isPresent();
    }

    @Test
    void anotherPolicyCanTakeTheGuardAway() throws Exception {
        LiveClients.Claim claim = clients.claim("lock", at("10.0.0.1"), true).orElseThrow();
        claim.guarded(false);
        assertThat(clients.isFree("lock", at("10.0.0.2"), false)).isTrue();
    }
}
