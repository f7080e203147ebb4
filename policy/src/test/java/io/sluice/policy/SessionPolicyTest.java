/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import static io.sluice.policy.Device.deliver;
import static io.sluice.policy.Device.publish;
import static io.sluice.policy.Device.respond;
import static io.sluice.policy.Device.subscribe;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.policy.config.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionPolicyTest {
    private static final String SENSORS =
            """
            publish   { allow = ["sensors/%c/#"]
                        deny = ["sensors/+/firmware"] }
            subscribe { allow = ["commands/%c/+", "news/#"]
                        deny = ["news/secret/#"] }
            """;

    private static SessionPolicy session(String keys) {
        return session(keys, 4);
    }

    private static SessionPolicy session(String keys, int protocolLevel) {
        Policy policy = Configuration.policy("policy { classes = [ { name = sensors\n" + keys + "\n} ] }");
        return Device.named("7").speaking(protocolLevel).admittedBy(policy);
    }

    @Test
    void aDevicePublishesWhereItMay() {
        SessionPolicy session = session(SENSORS);
        Verdict verdict = publish(session, "sensors/7/temp");
        assertThat(verdict.allowed()).isTrue();
        assertThat(verdict.reason()).isEqualTo(Reason.ALLOWED);
        assertThat(verdict.rule()).hasToString("home.conf:2: class sensors: publish allow \"sensors/%c/#\"");
    }

    @Test
    void aDenyFilterGoesBeforeAnAllowFilterAndIsNamed() {
        Verdict verdict = publish(session(SENSORS), "sensors/7/firmware");
        assertThat(verdict)
                .isInstanceOf(Verdict.Drop.class)
                .hasToString(new Verdict.Drop(Reason.TOPIC_DENIED, verdict.rule()).toString());
        assertThat(verdict.rule()).hasToString("home.conf:3: class sensors: publish deny \"sensors/+/firmware\"");
    }

    @Test
    void anotherDevicesTopicIsNotAllowed() {
        Verdict verdict = publish(session(SENSORS), "sensors/8/temp");
        assertThat(verdict).isInstanceOf(Verdict.Drop.class);
        assertThat(verdict.reason()).isEqualTo(Reason.TOPIC_NOT_ALLOWED);
        assertThat(verdict.rule()).hasToString("home.conf:2: class sensors: publish allow has no match");
        assertThat(publish(session(""), "a").rule().text()).isEqualTo("class sensors: publish allow is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sensors/+/x", "sensors/7/#", "sensors/7/\0"})
    void whatIsNoTopicNameIsNeverAllowed(String topic) {
        assertThat(publish(session("publish { allow = [\"#\", \"sensors/#\"] }"), topic)
                        .reason())
                .isEqualTo(Reason.TOPIC_NOT_ALLOWED);
        assertThat(deliver(session("subscribe { allow = [\"#\"] }"), topic).allowed())
                .isFalse();
    }

    @Test
    void levelsAreCountedBeforeTopicsAreMatched() {
        SessionPolicy session =
                session("publish { allow = [\"#\"], deny = [\"a/#\"] }, limits { max-topic-levels = 3 }");
        assertThat(publish(session, "b/c/d").allowed()).isTrue();
        assertThat(publish(session, "a/b/c/d").reason()).isEqualTo(Reason.TOPIC_LEVELS);
        assertThat(publish(session, "b///").reason()).isEqualTo(Reason.TOPIC_LEVELS);
        assertThat(publish(session, "a/b/c").reason()).isEqualTo(Reason.TOPIC_DENIED);
    }

    @ParameterizedTest
    @CsvSource({"4, drop, Drop", "4, disconnect, Disconnect", "5, drop, Disconnect", "5, disconnect, Disconnect"})
    void aQosOrRetainFlagThatConnackRuledOutEndsAnMqtt5Session(int level, String onDenied, String kind) {
        SessionPolicy session = session("publish { allow = [a] }, on-denied-publish = " + onDenied, level);
        Verdict qos = publish(session, "a", 2, false);
        assertThat(qos.reason()).isEqualTo(Reason.QOS);
        assertThat(qos.getClass().getSimpleName()).isEqualTo(kind);
        Verdict retain = publish(session, "a", 1, true);
        assertThat(retain.reason()).isEqualTo(Reason.RETAIN);
        assertThat(retain.getClass().getSimpleName()).isEqualTo(kind);
        assertThat(session.retainAllowed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void aDeniedTopicIsDroppedOrDisconnectedInEveryVersion(int level) {
        assertThat(publish(session(SENSORS, level), "x")).isInstanceOf(Verdict.Drop.class);
        assertThat(publish(session("on-denied-publish = disconnect", level), "x"))
                .isInstanceOf(Verdict.Disconnect.class);
    }

    @Test
    void theRetainFlagIsStrippedOnlyWhereItIsSet() {
        SessionPolicy session = session("retain = strip, publish { allow = [a] }");
        assertThat(publish(session, "a", 0, true))
                .isInstanceOfSatisfying(Verdict.Allow.class, allow -> assertThat(allow.clearsRetain())
                        .isTrue());
        assertThat(publish(session, "a", 0, false))
                .isInstanceOfSatisfying(Verdict.Allow.class, allow -> assertThat(allow.clearsRetain())
                        .isFalse());
        assertThat(session.retainAllowed()).isTrue();
    }

    @Test
    void aResponseTopicIsJudgedLikeATopicOfItsOwn() {
        SessionPolicy session = session(SENSORS, 5);
        assertThat(respond(session, "sensors/7/reply").allowed()).isTrue();
        Verdict denied = respond(session, "sensors/7/firmware");
        assertThat(denied.reason()).isEqualTo(Reason.RESPONSE_TOPIC);
        assertThat(denied.rule().text()).isEqualTo("class sensors: publish deny \"sensors/+/firmware\"");
        assertThat(respond(session, "elsewhere").reason()).isEqualTo(Reason.RESPONSE_TOPIC);
        assertThat(respond(session("response-topic = allow"), "elsewhere").allowed())
                .isTrue();
    }

    @Test
    void aFilterIsGrantedWhenAnAllowFilterCoversItWhole() {
        SessionPolicy session = session(SENSORS + "wildcards = allow");
        assertThat(subscribe(session, "commands/7/+").allowed()).isTrue();
        assertThat(subscribe(session, "commands/7/x").allowed()).isTrue();
        assertThat(subscribe(session, "news/#").rule().text()).isEqualTo("class sensors: subscribe allow \"news/#\"");
        assertThat(subscribe(session, "commands/+/x").reason()).isEqualTo(Reason.TOPIC_NOT_ALLOWED);
        assertThat(subscribe(session, "#")).isInstanceOf(Verdict.Refuse.class);
        assertThat(subscribe(session, "news/secret/x").reason()).isEqualTo(Reason.TOPIC_DENIED);
    }

    @Test
    void whatADenyFilterBeneathAGrantedFilterMatchesIsWithheld() {
        SessionPolicy session = session(SENSORS + "wildcards = allow");
        assertThat(subscribe(session, "news/#").allowed()).isTrue();
        assertThat(deliver(session, "news/today").allowed()).isTrue();
        Verdict withheld = deliver(session, "news/secret/x");
        assertThat(withheld).isInstanceOf(Verdict.Drop.class);
        assertThat(withheld.rule()).hasToString("home.conf:5: class sensors: subscribe deny \"news/secret/#\"");
        assertThat(deliver(session, "commands/8/x").reason()).isEqualTo(Reason.TOPIC_NOT_ALLOWED);
        assertThat(deliver(session, "a/b/c/d/e/f/g/h/i").reason()).isEqualTo(Reason.TOPIC_NOT_ALLOWED);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5})
    void aSharedSubscriptionIsJudgedAsItsFilterInEveryVersion(int level) {
        SessionPolicy session = session(SENSORS + "wildcards = allow", level);
        assertThat(subscribe(session, "$share/g/news/#").allowed()).isTrue();
        assertThat(subscribe(session, "$share/g/#").reason()).isEqualTo(Reason.TOPIC_NOT_ALLOWED);
        assertThat(subscribe(session, "$share/g/$SYS/#").reason()).isEqualTo(Reason.TOPIC_NOT_ALLOWED);
        assertThat(subscribe(session, "$share//news/#").reason()).isEqualTo(Reason.SHARED_SUBSCRIPTION);
        assertThat(subscribe(session, "$share/g").reason()).isEqualTo(Reason.SHARED_SUBSCRIPTION);
    }

    @Test
    void wildcardsAreRefusedUnlessTheClassAllowsThem() {
        SessionPolicy session = session(SENSORS);
        assertThat(session.wildcardsAllowed()).isFalse();
        assertThat(subscribe(session, "news/#").reason()).isEqualTo(Reason.WILDCARD);
        assertThat(subscribe(session, "$share/g/news/+").reason()).isEqualTo(Reason.WILDCARD);
        assertThat(subscribe(session, "news/a").allowed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "news/#/a", "news/a#", "news/+a", "#a", "news/\0"})
    void whatIsNoFilterIsRefused(String filter) {
        SessionPolicy session = session("wildcards = allow, subscribe { allow = [\"#\"] }");
        assertThat(subscribe(session, filter)).isInstanceOf(Verdict.Refuse.class);
    }

    @Test
    void aFilterHasItsLevelsCountedWithoutTheShare() {
        SessionPolicy session = session("subscribe { allow = [\"#\"] }, limits { max-topic-levels = 2 }");
        assertThat(subscribe(session, "$share/g/a/b").allowed()).isTrue();
        assertThat(subscribe(session, "a/b/c").reason()).isEqualTo(Reason.TOPIC_LEVELS);
    }

    @ParameterizedTest
    @CsvSource({"delay, Delay", "drop, Drop", "disconnect, Disconnect"})
    void exceededLimitsNameTheirRule(String onExceed, String kind) {
        SessionPolicy session = session("limits { publish-rate = 5/s\n on-exceed = " + onExceed + " }");
        assertThat(session.overPublishRate().getClass().getSimpleName()).isEqualTo(kind);
        assertThat(session.overByteRate().getClass().getSimpleName()).isEqualTo(kind);
        assertThat(session.overPublishRate().rule()).hasToString("home.conf:2: class sensors: limits publish-rate 5/s");
        assertThat(session.overByteRate().rule().text()).isEqualTo("class sensors: limits byte-rate 64KiB/s (default)");
        assertThat(session.overSubscriptions()).isInstanceOf(Verdict.Refuse.class);
        assertThat(session.overPacketSize()).isInstanceOf(Verdict.Disconnect.class);
        assertThat(session.oversized()).isInstanceOf(Verdict.Drop.class);
    }

    @Test
    void aPacketSizeThatTheGatewayLowersNamesTheGatewaysRule() {
        SessionPolicy session = session("limits { max-packet-size = 1MiB }");
        assertThat(session.limits().maxPacketSize()).isEqualTo(256 * 1024);
        assertThat(session.overPacketSize().rule().text()).isEqualTo("limits: max-packet-size 256KiB (default)");
    }

    @Test
    void sharedSubscriptionsCanBeDenied() {
        SessionPolicy session = Device.named("x")
                .admittedBy(Configuration.policy("policy { classes = [ { name = it, shared-subscriptions = deny\n"
                        + "subscribe { allow = [a] } } ] }"));
        assertThat(Device.subscribe(session, "a").allowed()).isTrue();
        Verdict refused = Device.subscribe(session, "$share/g/a");
        assertThat(refused.reason()).isEqualTo(Reason.SHARED_SUBSCRIPTION);
        assertThat(refused.rule().text()).isEqualTo("class it: shared-subscriptions deny");
        assertThat(session.sharedSubscriptionsAllowed()).isFalse();
    }
}
