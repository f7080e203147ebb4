/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.policy.Rate;
import io.sluice.policy.rule.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SectionTest {
    private static final Duration DAY = Duration.ofDays(1);

    private enum Side {
        LEFT,
        V1_V2
    }

    @Test
    void whatIsAbsentOrNullReadsAsTheFallback() {
        Configuration configuration = new Configuration("a = null, s = null, l = null");
        Section root = configuration.root();
        assertThat(root.has("a")).isFalse();
        assertThat(root.string("a", "x")).isEqualTo("x");
        assertThat(root.integer("b", 7, 0, 9)).isEqualTo(7);
        assertThat(root.optionalSection("s")).isEmpty();
        assertThat(root.section("s").integer("b", 7, 0, 9)).isEqualTo(7);
        assertThat(root.strings("l", List.of("x"))).extracting(Located::value).containsExactly("x");
        assertThat(root.sections("l")).isEmpty();
        root.end();
        assertThat(configuration.problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "5s,5000",
        "250ms,250",
        "1min,60000",
        "2 minutes,120000",
        "1h,3600000",
        "300,300",
        "1.5s,1500",
        "0,0",
        "'1 second',1000",
        "24h,86400000"
    })
    void readsTimes(String text, long millis) {
        Section root = new Configuration("t = \"" + text + "\"").root();
        assertThat(root.duration("t", DAY, Duration.ZERO, DAY)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({"256KiB,262144", "64k,65536", "1MiB,1048576", "1000,1000", "2kB,2000", "1 M,1048576", "0.5KiB,512"})
    void readsSizes(String text, int bytes) {
        Configuration configuration = new Configuration("s = " + text);
        assertThat(configuration.root().size("s", 1, 0, 1 << 20)).isEqualTo(bytes);
        assertThat(configuration.problems()).isEmpty();
    }

    @Test
    void readsRates() {
        Section root = new Configuration("a = 20/s, b = \"600/min\", c = 5/h, d = unlimited, e = 64KiB/s").root();
        assertThat(root.rate("a", Rate.perSecond(1))).isEqualTo(Rate.perSecond(20));
        assertThat(root.rate("b", Rate.perSecond(1))).isEqualTo(new Rate(600, Duration.ofMinutes(1)));
        assertThat(root.optionalRate("c", Optional.empty())).contains(new Rate(5, Duration.ofHours(1)));
        assertThat(root.optionalRate("d", Optional.of(Rate.perSecond(1)))).isEmpty();
        assertThat(root.optionalByteRate("e", Optional.empty())).contains(Rate.perSecond(65_536));
        assertThat(root.optionalRate("f", Optional.of(Rate.perSecond(1)))).contains(Rate.perSecond(1));
    }

    @Test
    void readsWordsInKebabCaseAndNumbersFromTexts() {
        Section root = new Configuration("w = v1-v2, n = \"12\", b = yes, t = 017").root();
        assertThat(root.word("w", Side.class, Side.LEFT)).isEqualTo(Side.V1_V2);
        assertThat(root.integer("n", 0, 0, 20)).isEqualTo(12);
        assertThat(root.flag("b", false)).isTrue();
        assertThat(root.string("t", "")).isEqualTo("017");
    }

    @ParameterizedTest
    @ValueSource(strings = {"many", "[1]", "{ a = 1 }", "1.5", "-1", "11", "true", "99999999999999999999"})
    void whatIsNoSuchNumberIsAProblemWithItsPlaceAndRange(String value) {
        Configuration configuration = new Configuration("\n\nn = " + value);
        assertThat(configuration.root().integer("n", 7, 0, 10)).isEqualTo(7);
        assertThat(configuration.problems())
                .singleElement()
                .asString()
                .startsWith("home.conf:3: sluice.n: is ")
                .endsWith("; write a whole number from 0 to 10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "5 parsecs", "-5s", "25h", "[]", "{}", "5s5s", "true", "999999999999999999d"})
    void whatIsNoSuchTimeIsAProblem(String value) {
        Configuration configuration = new Configuration("t = " + value);
        assertThat(configuration.root().duration("t", DAY, Duration.ofSeconds(1), DAY))
                .isEqualTo(DAY);
        assertThat(configuration.problems())
                .singleElement()
                .asString()
                .startsWith("home.conf:1: sluice.t: is ")
                .endsWith("; write a time from 1s to 24h, such as 5s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"big", "1KiBB", "-1", "3GiB", "64 KIB", "[]", "true"})
    void whatIsNoSuchSizeIsAProblem(String value) {
        Configuration configuration = new Configuration("s = " + value);
        assertThat(configuration.root().size("s", 9, 1024, 1 << 20)).isEqualTo(9);
        assertThat(configuration.problems()).singleElement().asString().contains("write a size from 1KiB to 1MiB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "20", "20/d", "0/s", "-1/s", "64KiB/s", "1.5/s", "/s", "[]", "20/s/s"})
    void whatIsNoRateIsAProblem(String value) {
        Configuration configuration = new Configuration("r = " + (value.equals("[]") ? value : '"' + value + '"'));
        assertThat(configuration.root().rate("r", Rate.perSecond(3))).isEqualTo(Rate.perSecond(3));
        assertThat(configuration.problems()).singleElement().asString().contains("such as 20/s");
    }

    @Test
    void wrongTypesOfEveryKindAreAllReported() {
        Configuration configuration = new Configuration(
                """
                text = [x]
                flag = perhaps
                word = up
                texts = x
                mixed = [x, {}, null]
                section = 5
                sections = {}
                elements = [{}, 5]
                """);
        Section root = configuration.root();
        root.string("text", "");
        root.flag("flag", false);
        root.word("word", Side.class, Side.LEFT);
        root.strings("texts", List.of());
        assertThat(root.strings("mixed", List.of())).extracting(Located::value).containsExactly("x");
        root.section("section");
        root.sections("sections");
        assertThat(root.sections("elements")).hasSize(1);
        root.requiredString("name");
        root.end();
        assertThat(configuration.problems())
                .containsExactly(
                        "home.conf:1: sluice.text: is a list; write a text",
                        "home.conf:2: sluice.flag: is \"perhaps\"; write true or false",
                        "home.conf:3: sluice.word: is \"up\"; write one of left, v1-v2",
                        "home.conf:4: sluice.texts: is \"x\"; write a list, texts = [\"…\"]",
                        "home.conf:5: sluice.mixed: holds a section; write texts only",
                        "home.conf:5: sluice.mixed: holds null; write texts only",
                        "home.conf:6: sluice.section: is \"5\"; write section { … }",
                        "home.conf:7: sluice.sections: is a section; write a list, sections = [ { … } ]",
                        "home.conf:8: sluice.elements: holds \"5\"; write sections only, { … }",
                        "home.conf:1: sluice.name: is missing; write name = …");
    }

    @Test
    void anUnknownKeyIsMendedWithTheNearestKnownOne() {
        Configuration configuration = new Configuration("max-packet-sise = 5\nzebra = 1\nquiet = null");
        Section root = configuration.root();
        root.has("max-packet-size");
        root.has("session-buffer");
        root.end();
        assertThat(configuration.problems())
                .containsExactly(
                        "home.conf:1: unknown key sluice.max-packet-sise; did you mean max-packet-size?",
                        "home.conf:3: unknown key sluice.quiet; known here: max-packet-size, session-buffer",
                        "home.conf:2: unknown key sluice.zebra; known here: max-packet-size, session-buffer");
    }

    @Test
    void eachElementOfAListKnowsItsLine() {
        Section root = new Configuration("l = [\n a\n b, c\n]").root();
        assertThat(root.strings("l", List.of()))
                .containsExactly(
                        new Located<>("a", new Origin("home.conf", 2)),
                        new Located<>("b", new Origin("home.conf", 3)),
                        new Located<>("c", new Origin("home.conf", 3)));
    }
}
