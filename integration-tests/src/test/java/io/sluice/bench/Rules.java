/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.bench;

import com.typesafe.config.ConfigFactory;
import io.sluice.policy.ConnectDecision;
import io.sluice.policy.ConnectRequest;
import io.sluice.policy.SessionPolicy;
import io.sluice.policy.config.NamedFiles;
import io.sluice.policy.config.PolicyReader;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;
import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A session of the device {@code sensor-7} under a class of so many topic rules of all kinds. */
public final class Rules {
    private Rules() {}

    /**
     * @param count of topic rules: of five, four speak of PUBLISHes (a literal, two wildcards, a template, of which every
     *     second wildcard denies) and one of deliveries; those of {@code bench/…} are among the last
     */
    public static SessionPolicy session(int count, int protocolLevel) {
        int each = count / 5;
        String allow = list(each, i -> "site/" + i + "/temperature") + ","
                + list(each, i -> "area/" + i + "/+/state") + ","
                + list(each - 2, i -> "devices/%c/" + i + "/#") + ",\"bench/lvl/+\",\"bench/%c/+\"";
        String deny = list(each, i -> "area/" + i + "/+/firmware");
        String subscribe = list(each, i -> i % 2 == 0 ? "commands/%c/" + i : "notices/" + i + "/+");
        return session(
                "publish { allow = [" + allow + "], deny = [" + deny + "] }, subscribe { allow = [" + subscribe
                        + "] }, limits { max-qos = 2, publish-rate = unlimited, byte-rate = unlimited }",
                protocolLevel);
    }

    private static String list(int count, IntFunction<String> rule) {
        return IntStream.range(0, count)
                .mapToObj(i -> '"' + rule.apply(i) + '"')
                .collect(Collectors.joining(","));
    }

    private static SessionPolicy session(String settings, int protocolLevel) {
        Problems problems = new Problems();
        String text = "policy { classes = [ { name = c, " + settings + " } ] }";
        Section sluice = Section.root(ConfigFactory.parseString(text).root(), "sluice", problems);
        ConnectRequest connect = new ConnectRequest(
                InetAddress.getLoopbackAddress(),
                "lan",
                protocolLevel,
                "sensor-7",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                60,
                Optional.empty());
        return PolicyReader.read(sluice, Set.of("lan"), NamedFiles.NONE, problems)
                .map(policy -> policy.connect(connect))
                .filter(ConnectDecision.Admitted.class::isInstance)
                .map(decision -> ((ConnectDecision.Admitted) decision).policy())
                .orElseThrow(() -> new IllegalStateException(problems.all().toString()));
    }
}
