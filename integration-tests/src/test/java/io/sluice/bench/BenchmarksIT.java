/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.gateway.session.FrameStreamBenchmark;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks run, and decide what their names say; how fast is for {@code ./bench --jmh}. */
class BenchmarksIT {
    private static final int KINDS = 4;

    private static Collection<RunResult> run(Class<?> benchmark) throws RunnerException {
        System.setProperty("jmh.ignoreLock", "true");
        return new Runner(new OptionsBuilder()
                        .include(benchmark.getName())
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(1))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
    }

    @Test
    void decisionsAreBenchmarkedUnderFewRulesAndMany() throws RunnerException {
        assertThat(run(PolicyBenchmark.class)).hasSize(6 * 2);
    }

    @Test
    void framesOfEachKindAreBenchmarkedByThemselves() throws RunnerException {
        assertThat(run(FrameReaderBenchmark.class)).hasSize(KINDS);
    }

    @Test
    void framesOfEachKindAreBenchmarkedFromTheReadToTheWrite() throws RunnerException {
        assertThat(run(FrameStreamBenchmark.class)).hasSize(KINDS * 2);
    }
}
