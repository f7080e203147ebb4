/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import io.sluice.gateway.net.PrivateFile;
import io.sluice.policy.ClientClass;
import io.sluice.policy.Policy;
import io.sluice.policy.UpstreamIdentity;
import io.sluice.policy.config.Problems;
import java.nio.file.Path;

/** Looks at the password files of the classes. One whose name holds a placeholder is looked at when a device needs it. */
final class PasswordFileCheck {
    private PasswordFileCheck() {}

    static void check(Policy policy, Problems problems) {
        policy.classes().forEach(clientClass -> check(clientClass, problems));
    }

    private static void check(ClientClass clientClass, Problems problems) {
        UpstreamIdentity identity = clientClass.upstream();
        clientClass
                .literalPasswordFile()
                .flatMap(file -> PrivateFile.problem(Path.of(file), UpstreamIdentity.LONGEST_PASSWORD))
                .ifPresent(what -> problems.add(
                        identity.origin(),
                        "class " + clientClass.name() + ": upstream.password-file: " + what,
                        "name a file with nothing but the password, and chmod 600 it"));
    }
}
