/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.session;

import com.typesafe.config.ConfigFactory;
import io.sluice.policy.ConnectDecision;
import io.sluice.policy.ConnectRequest;
import io.sluice.policy.Limits;
import io.sluice.policy.Policy;
import io.sluice.policy.SessionPolicy;
import io.sluice.policy.config.NamedFiles;
import io.sluice.policy.config.PolicyReader;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;

/** What an MQTT 5 session may do under the settings of its class, as they stand in a configuration. */
final class Policies {
    private Policies() {}

    private static Policy policy(String text) {
        Problems problems = new Problems();
        Section sluice = Section.root(ConfigFactory.parseString(text).root(), "sluice", problems);
        return PolicyReader.read(sluice, Set.of("lan"), NamedFiles.NONE, problems)
                .orElseThrow(() -> new AssertionError(problems.all().toString()));
    }

    /** The gateway's own limits. */
    static Limits limits(String settings) {
        return policy("limits { " + settings + " }, policy { classes = [ { name = c } ] }")
                .limits();
    }

    static SessionPolicy session(String classSettings) {
        Policy policy = policy("policy { classes = [ { name = c, " + classSettings + " } ] }");
        ConnectDecision decision = policy.connect(new ConnectRequest(
                InetAddress.getLoopbackAddress(),
                "lan",
                5,
                "device",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                60,
                Optional.empty()));
        if (decision instanceof ConnectDecision.Admitted admitted) {
            return admitted.policy();
        }
        throw new AssertionError(decision.toString());
    }
}
