/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.policy.config.Configuration;
import io.sluice.policy.payload.Payload;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectTest {

    private static Policy oneClass(String keys) {
        return Configuration.policy("policy { classes = [\n{ name = it\n" + keys + "\n} ] }");
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, false, home.conf:1: network: deny 10.0.0.0/8",
        "10.20.0.1, true, home.conf:1: network: allow 10.20.0.0/16",
        "10.20.9.1, false, home.conf:1: network: deny 10.20.9.0/24",
        "::ffff:10.20.0.1, true, home.conf:1: network: allow 10.20.0.0/16",
        "192.168.0.1, false, home.conf:1: network: allow holds no range with this address",
        "::1, false, home.conf:1: network: allow holds no range with this address"
    })
    void theLongestPrefixOfTheNetworkDecidesAndDenyWinsATie(String source, boolean admitted, String rule) {
        Policy policy = Configuration.policy(
                "network { allow = [10.20.0.0/16, 10.20.9.0/24], deny = [10.0.0.0/8, 10.20.9.0/24] }");
        Verdict verdict = policy.admit(Device.address(source));
        assertThat(verdict.allowed()).isEqualTo(admitted);
        assertThat(verdict.reason()).isEqualTo(admitted ? Reason.ALLOWED : Reason.NETWORK);
        assertThat(verdict.rule()).hasToString(rule);
    }

    @Test
    void anyoneMayKnockUnlessSaidOtherwise() {
        Policy policy = Configuration.policy("");
        assertThat(policy.admit(Device.address("10.0.0.1")).allowed()).isTrue();
        assertThat(policy.admit(Device.address("2001:db8::1")).allowed()).isTrue();
    }

    @Test
    void theFirstClassThatFitsGoverns() {
        Policy policy = Configuration.policy(
                """
                policy { classes = [
                  { name = vip, match { client-id = ["sensor-1"] } }
                  { name = sensors, match { client-id = ["sensor-*"] } }
                  { name = rest } ] }
                """);
        assertThat(Device.named("sensor-1").admittedBy(policy).className()).isEqualTo("vip");
        assertThat(Device.named("sensor-2").admittedBy(policy).className()).isEqualTo("sensors");
        assertThat(Device.named("lamp").admittedBy(policy).className()).isEqualTo("rest");
    }

    @Test
    void aClassThatFitsAndRefusesIsNotPassedOver() {
        Policy policy = Configuration.policy(
                "policy { classes = [ { name = strict, credentials = required }, { name = rest } ] }");
        assertThat(policy.connect(Device.named("x").request()))
                .isInstanceOfSatisfying(ConnectDecision.Refused.class, refused -> assertThat(refused.className())
                        .contains("strict"));
    }

    @Test
    void everyListOfAMatchMustFit() {
        Policy policy = oneClass(
                """
                match { source = [10.20.0.0/16, "fd00::7"], listener = [lan], client-id = ["a*"], username = ["u?"]
                        certificate = ["*.dev.example"] }
                """);
        Device good = Device.named("a").as("u1", false).certified("seven", "seven.dev.example");
        assertThat(good.admittedBy(policy).className()).isEqualTo("it");
        assertThat(good.from("fd00::7").admittedBy(policy).className()).isEqualTo("it");
        assertThat(good.from("10.21.0.1").refusedBy(policy).reason()).isEqualTo(Reason.NO_CLASS);
        assertThat(good.on("lan-tls").refusedBy(policy).reason()).isEqualTo(Reason.NO_CLASS);
        assertThat(good.as("v1", true).refusedBy(policy).reason()).isEqualTo(Reason.NO_CLASS);
        assertThat(good.certified("other").refusedBy(policy).reason()).isEqualTo(Reason.NO_CLASS);
        assertThat(Device.named("b")
                        .as("u1", false)
                        .certified("x.dev.example")
                        .refusedBy(policy)
                        .reason())
                .isEqualTo(Reason.NO_CLASS);
    }

    @Test
    void aGlobNeverFitsWhatIsNotThere() {
        assertThat(Device.named("")
                        .refusedBy(oneClass("match { client-id = [\"*\"] }"))
                        .reason())
                .isEqualTo(Reason.NO_CLASS);
        assertThat(Device.named("x")
                        .refusedBy(oneClass("match { username = [\"*\"] }"))
                        .reason())
                .isEqualTo(Reason.NO_CLASS);
        assertThat(Device.named("x")
                        .refusedBy(oneClass("match { certificate = [\"*\"] }"))
                        .reason())
                .isEqualTo(Reason.NO_CLASS);
    }

    @Test
    void whatNoClassFitsIsRefusedByTheDefaultAction() {
        Policy policy = Configuration.policy("policy {\n default-action = deny }");
        assertThat(Device.named("x").refusedBy(policy))
                .isInstanceOf(Verdict.Refuse.class)
                .extracting(verdict -> verdict.rule().toString())
                .isEqualTo("home.conf:2: policy: default-action deny");
    }

    @Test
    void defaultActionAllowOpensEverythingButDollarTopics() {
        SessionPolicy session = Device.named("x").admittedBy(Configuration.policy("policy { default-action = allow }"));
        assertThat(session.className()).isEqualTo("default");
        assertThat(session.limits())
                .isEqualTo(new SessionLimits(
                        256 * 1024, 2, Integer.MAX_VALUE, Integer.MAX_VALUE, Optional.empty(), Optional.empty()));
        assertThat(Device.publish(session, "any/thing", 2, true))
                .isInstanceOfSatisfying(Verdict.Allow.class, allow -> assertThat(allow.clearsRetain())
                        .isFalse());
        assertThat(Device.subscribe(session, "#").allowed()).isTrue();
        assertThat(Device.deliver(session, "a").allowed()).isTrue();
        assertThat(Device.subscribe(session, "$SYS/#").allowed()).isFalse();
        assertThat(Device.publish(session, "$SYS/x").allowed()).isFalse();
        assertThat(Device.deliver(session, "$SYS/x").allowed()).isFalse();
    }

    @Test
    void requiredCredentialsAreUserNameAndPassword() {
        Policy policy = oneClass("credentials = required");
        assertThat(Device.named("x").refusedBy(policy).reason()).isEqualTo(Reason.CREDENTIALS_MISSING);
        assertThat(Device.named("x").as("u", false).refusedBy(policy).rule())
                .hasToString("home.conf:3: class it: credentials required");
        assertThat(Device.named("x").as("u", true).admittedBy(policy)).isNotNull();
    }

    @Test
    void anEmptyClientIdIsRefusedUnlessAllowed() {
        Verdict refused = Device.named("").refusedBy(oneClass(""));
        assertThat(refused.reason()).isEqualTo(Reason.EMPTY_CLIENT_ID);
        assertThat(refused.rule().text()).isEqualTo("class it: empty-client-id deny (default)");
        assertThat(Device.named("").admittedBy(oneClass("empty-client-id = allow")))
                .isNotNull();
        assertThat(Device.named("").admittedBy(Configuration.policy("policy { default-action = allow }")))
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"admin123, false", "ADMIN123, false", "1q2w3e4r, false", "Tr4ctor-lamp-7, true", "'#', true"})
    void passwordsThatAreTooCommonAreRefusedWhereAsked(String password, boolean admitted) {
        Policy policy = oneClass("refused-passwords = common");
        Device device = Device.named("x").as("u", password);
        if (admitted) {
            assertThat(device.admittedBy(policy)).isNotNull();
        } else {
            assertThat(device.refusedBy(policy).reason()).isEqualTo(Reason.COMMON_PASSWORD);
        }
        assertThat(device.admittedBy(oneClass(""))).isNotNull();
    }

    @Test
    void aListOfRefusedPasswordsCanBeAFile() {
        Policy policy = Configuration.policy(
                "policy { classes = [ { name = it, refused-passwords = \"list\" } ] }",
                Map.of("list", "# ours\n\nBlumenkohl\n"));
        assertThat(Device.named("x").as("u", "blumenkohl").refusedBy(policy).reason())
                .isEqualTo(Reason.COMMON_PASSWORD);
        assertThat(Device.named("x").as("u", "admin").admittedBy(policy)).isNotNull();
        // Nobody remembers the password of a live session, and so a reload cannot refuse it.
        assertThat(Device.named("x").as("u", true).admittedBy(policy)).isNotNull();
    }

    @Test
    void aDeviceWithoutAClientIdGetsNoPrefixForOne() {
        Policy policy = oneClass("empty-client-id = allow, upstream { client-id-prefix = \"lan-\" }");
        assertThat(Device.named("").refusedBy(policy).reason()).isEqualTo(Reason.CREDENTIALS_MISSING);
        assertThat(Device.named("7").admittedBy(policy).upstream().clientIdPrefix())
                .isEqualTo("lan-");
    }

    @ParameterizedTest
    @CsvSource({"3,0,false", "4,0,false", "4,3600,true", "4,3601,false", "5,0,true", "5,65535,true"})
    void aKeepAliveTooLongIsRefusedWhereItCannotBeLowered(int level, int seconds, boolean admitted) {
        Policy policy = oneClass("");
        Device device = Device.named("x").speaking(level).keepingAlive(seconds);
        if (admitted) {
            assertThat(device.admittedBy(policy)).isNotNull();
        } else {
            assertThat(device.refusedBy(policy).reason()).isEqualTo(Reason.KEEP_ALIVE);
        }
    }

    @Test
    void aWillMustBePublishable() {
        Policy policy = oneClass("publish { allow = [\"s/%c/#\"]\n deny = [\"s/+/secret\"] }");
        Device device = Device.named("7");
        assertThat(device.leaving(new Will("s/7/gone", 1, false, Optional.empty(), Payload.forgotten()))
                        .admittedBy(policy))
                .isNotNull();
        Verdict denied = device.leaving(new Will("s/7/secret", 0, false, Optional.empty(), Payload.forgotten()))
                .refusedBy(policy);
        assertThat(denied.reason()).isEqualTo(Reason.WILL);
        assertThat(denied.rule()).hasToString("home.conf:4: class it: publish deny \"s/+/secret\"");
        assertThat(device.leaving(new Will("s/7/x", 2, false, Optional.empty(), Payload.forgotten()))
                        .refusedBy(policy)
                        .rule()
                        .text())
                .isEqualTo("class it: limits max-qos 1 (default)");
        assertThat(device.leaving(new Will("s/7/x", 0, true, Optional.empty(), Payload.forgotten()))
                        .refusedBy(policy)
                        .rule()
                        .text())
                .isEqualTo("class it: retain deny (default)");
        assertThat(device.leaving(new Will("s/7/x", 0, false, Optional.of("s/8/x"), Payload.forgotten()))
                        .refusedBy(policy)
                        .reason())
                .isEqualTo(Reason.WILL);
    }

    @Test
    void willsCanBeDeniedAndTheirRetainFlagStripped() {
        Will will = new Will("a", 0, true, Optional.of("elsewhere"), Payload.forgotten());
        Policy denying = oneClass("will = deny, publish { allow = [\"#\"] }");
        assertThat(Device.named("x").leaving(will).refusedBy(denying).rule().text())
                .isEqualTo("class it: will deny");
        Policy stripping = oneClass("retain = strip, response-topic = allow, publish { allow = [a] }");
        assertThat(Device.named("x").leaving(will).admittedBy(stripping)).isNotNull();
    }

    @Test
    void aSessionPresentsItsOwnValuesUpstream() {
        Policy policy =
                oneClass("upstream { username = \"gw-%c\", password-file = \"pw\", certificate = \"devices/%c.pem\""
                        + ", key = \"devices/%c.key\", client-id-prefix = \"100%%-\" }");
        UpstreamIdentity identity = Device.named("7").admittedBy(policy).upstream();
        assertThat(identity.username()).contains("gw-7");
        assertThat(identity.certificate()).contains("/etc/50%/devices/7.pem");
        assertThat(identity.key()).contains("/etc/50%/devices/7.key");
        assertThat(identity.passwordFile()).contains("/etc/50%/pw");
        assertThat(identity.clientIdPrefix()).isEqualTo("100%-");
        assertThat(policy.classes().get(0).upstream().certificate()).contains("/etc/50%%/devices/%c.pem");
    }

    @Test
    void aKeyMayBeInTheFileOfItsCertificateAndFilesMayBeSystemdsCredentials() {
        Policy policy =
                oneClass("upstream { certificate = \"credential:%c.p12\", key-password-file = \"credential:pw\" }");
        UpstreamIdentity identity = Device.named("7").admittedBy(policy).upstream();
        assertThat(identity.certificate()).contains("/run/credentials/7.p12");
        assertThat(identity.key()).isEmpty();
        assertThat(identity.keyPasswordFile()).contains("/run/credentials/pw");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", ".", "..", "../b"})
    void aCredentialIsNamedWithoutAFolder(String name) {
        assertThat(Configuration.problems(
                        "policy { classes = [ { name = it, upstream { certificate = \"credential:" + name
                                + "\" } } ] }",
                        Map.of()))
                .singleElement()
                .asString()
                .contains("upstream.certificate: ", "is no name of a credential");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "..", ".", "../x", "a/b", "a\\b", "a\0", "C:x"})
    void noValueLeavesTheFolderOfAFile(String clientId) {
        Policy policy = oneClass("empty-client-id = allow, upstream { certificate = \"devices/%c\", key = \"k\" }");
        assertThat(Device.named(clientId).refusedBy(policy).reason()).isEqualTo(Reason.CREDENTIALS_MISSING);
    }
}
