/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.policy.SessionPolicy;
import io.sluice.policy.Verdict;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a decision costs, by the kind of rule that makes it and by how many rules there are. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(2)
public class PolicyBenchmark {
    private static final int RULE = 11;

    @Param({"100", "10000"})
    int rules;

    private SessionPolicy session;
    private final byte[] literal = ("site/" + RULE + "/temperature").getBytes(UTF_8);
    private final byte[] wildcard = ("area/" + RULE + "/kitchen/state").getBytes(UTF_8);
    private final byte[] template = ("devices/sensor-7/" + RULE + "/battery/level").getBytes(UTF_8);
    private final byte[] denied = ("area/" + RULE + "/kitchen/firmware").getBytes(UTF_8);
    private final byte[] unknown = ("garage/" + RULE + "/door/state").getBytes(UTF_8);
    private final byte[] delivery = ("notices/" + RULE + "/tonight").getBytes(UTF_8);

    /** Compiles the policy, and makes sure that each decision is the one that its name says. */
    @Setup
    public void compile() {
        session = Rules.session(rules, 4);
        boolean right = publishAllowedByLiteral().allowed()
                && publishAllowedByWildcard().allowed()
                && publishAllowedByTemplate().allowed()
                && !publishDeniedByRule().allowed()
                && !publishDeniedByNone().allowed()
                && delivery().allowed();
        if (!right) {
            throw new IllegalStateException("a decision is not what this benchmark says");
        }
    }

    @Benchmark
    public Verdict publishAllowedByLiteral() {
        return session.publish(literal, 0, literal.length, 0, false);
    }

    @Benchmark
    public Verdict publishAllowedByWildcard() {
        return session.publish(wildcard, 0, wildcard.length, 0, false);
    }

    @Benchmark
    public Verdict publishAllowedByTemplate() {
        return session.publish(template, 0, template.length, 0, false);
    }

    @Benchmark
    public Verdict publishDeniedByRule() {
        return session.publish(denied, 0, denied.length, 0, false);
    }

    @Benchmark
    public Verdict publishDeniedByNone() {
        return session.publish(unknown, 0, unknown.length, 0, false);
    }

    @Benchmark
    public Verdict delivery() {
        return session.deliver(delivery, 0, delivery.length);
    }
}
