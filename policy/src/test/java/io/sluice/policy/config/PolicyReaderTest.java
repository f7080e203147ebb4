/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.policy.ClientClass;
import io.sluice.policy.Limits;
import io.sluice.policy.Policy;
import io.sluice.policy.Rate;
import io.sluice.policy.SessionLimits;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyReaderTest {

    @Test
    void anEmptyConfigurationHasTheDocumentedDefaults() {
        Limits limits = Configuration.policy("").limits();
        assertThat(limits.connections()).isEqualTo(20_000);
        assertThat(limits.connectionsPerSource()).isEqualTo(200);
        assertThat(limits.connectRatePerSource()).isEqualTo(Rate.perSecond(50));
        assertThat(limits.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(limits.maxPacketSize()).isEqualTo(256 * 1024);
        assertThat(limits.maxConnectSize()).isEqualTo(16 * 1024);
        assertThat(limits.maxKeepAlive()).isEqualTo(Duration.ofHours(1));
        assertThat(limits.sessionBuffer()).isEqualTo(256 * 1024);
        assertThat(limits.maxTopicAliases()).isEqualTo(256);
        assertThat(limits.maxInFlight()).isEqualTo(65_535);
        assertThat(limits.drainTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(limits.overConnections().rule().text()).isEqualTo("limits: connections 20000 (default)");
    }

    @Test
    void aClassThatSaysNothingHasTheDocumentedDefaults() {
        Policy policy = Configuration.policy("policy { classes = [ { name = quiet } ] }");
        ClientClass quiet = policy.classes().get(0);
        assertThat(quiet.name()).isEqualTo("quiet");
        assertThat(quiet.limits())
                .isEqualTo(new SessionLimits(
                        16 * 1024, 1, 20, 8, Optional.of(Rate.perSecond(20)), Optional.of(Rate.perSecond(65_536))));
        assertThat(quiet.upstream().clientIdPrefix()).isEmpty();
        assertThat(quiet.upstream().username()).isEmpty();
    }

    @Test
    void unlimitedIsUnderstoodWhereItMakesSense() {
        Policy policy = Configuration.policy(
                """
                policy { classes = [ { name = bridge, limits { max-topic-levels = unlimited, max-subscriptions = unlimited
                  publish-rate = unlimited, byte-rate = unlimited, max-packet-size = 10MiB } } ] }
                """);
        assertThat(policy.classes().get(0).limits())
                .isEqualTo(new SessionLimits(
                        256 * 1024, 1, Integer.MAX_VALUE, Integer.MAX_VALUE, Optional.empty(), Optional.empty()));
    }

    @Test
    void theWholeExampleOfTheDocumentationIsRead() {
        Policy policy = Configuration.policy(
                """
                network { allow = ["0.0.0.0/0", "::/0"], deny = [] }
                limits { connections = 20000, connections-per-source = 200, connect-rate-per-source = "50/s"
                  connect-timeout = 5s, max-packet-size = 256KiB, max-connect-size = 16KiB, max-keep-alive = 1h
                  session-buffer = 256KiB, drain-timeout = 10s }
                policy {
                  default-action = deny
                  classes = [
                    { name = sensors
                      match { source = ["10.20.0.0/16"], listener = [lan], client-id = ["sensor-*"], username = [], certificate = [] }
                      publish   { allow = ["sensors/%c/#"], deny = ["sensors/+/firmware"] }
                      subscribe { allow = ["commands/%c/+"], deny = [] }
                      will = allow, retain = deny, wildcards = deny, response-topic = judge
                      limits { max-packet-size = 16KiB, max-qos = 1, max-subscriptions = 20, max-topic-levels = 8
                        publish-rate = "20/s", byte-rate = "64KiB/s", on-exceed = delay }
                      on-denied-publish = drop, credentials = any
                      upstream { username = null, password-file = null, certificate = null, key = null, client-id-prefix = "" }
                    }
                  ]
                }
                """);
        assertThat(policy.classes()).extracting(ClientClass::name).containsExactly("sensors");
        assertThat(policy.classes().get(0).origin()).hasToString("home.conf:8");
    }

    @Test
    void everyProblemIsReportedWithItsPlaceAndMend() {
        Configuration configuration = new Configuration(
                """
                network { allow = ["10.20.1.5/16"], deny = ["router"] }
                limits { conections = 5, connections = 0 }
                policy {
                  default-action = maybe
                  classes = [
                    { name = a
                      match { listener = [wan], source = ["fe80::1%eth0"] }
                      publish { allow = ["a/#/b"], deny = ["%x/y"], permit = [] }
                      subscribe { allow = ["$share/g/a", ""] }
                      limits { max-qos = 3 }
                      upstream { key = "a.key", username = "50%" } }
                    { name = a, retain = keep }
                    { name = "" }
                    { wildcard = allow }
                  ]
                }
                """);
        assertThat(configuration.read()).isEmpty();
        assertThat(configuration.problems())
                .containsExactlyInAnyOrder(
                        "home.conf:1: sluice.network.allow: \"10.20.1.5/16\" has bits set beyond its prefix; write"
                                + " \"10.20.0.0/16\" for the network, or \"10.20.1.5\" for the one address",
                        "home.conf:1: sluice.network.deny: \"router\" is not an IP address or CIDR range; write an"
                                + " address such as 10.20.0.7, or a range such as 10.20.0.0/16 or fd00::/8",
                        "home.conf:2: sluice.limits.connections: is \"0\"; write a whole number from 1 to 10000000",
                        "home.conf:2: unknown key sluice.limits.conections; did you mean connections?",
                        "home.conf:4: sluice.policy.default-action: is \"maybe\"; write one of deny, allow",
                        "home.conf:7: sluice.policy.classes[0].match.listener: there is no listener \"wan\"; known: lan,"
                                + " lan-tls",
                        "home.conf:7: sluice.policy.classes[0].match.source: \"fe80::1%eth0\" has a zone; leave out"
                                + " everything from the %",
                        "home.conf:8: sluice.policy.classes[0].publish.allow: \"a/#/b\" has # before its end; write # as"
                                + " the last level, or + for one level",
                        "home.conf:8: sluice.policy.classes[0].publish.deny: \"%x\" has a % that begins no placeholder;"
                                + " write %c, %u, %n or %i, or %% for a percent sign",
                        "home.conf:8: unknown key sluice.policy.classes[0].publish.permit; known here: allow, deny",
                        "home.conf:9: sluice.policy.classes[0].subscribe.allow: \"$share/g/a\" names a shared"
                                + " subscription; write the filter alone: a $share/group/filter of a device is judged as"
                                + " its filter",
                        "home.conf:9: sluice.policy.classes[0].subscribe.allow: the filter is empty; write a topic"
                                + " filter, or leave the entry out",
                        "home.conf:10: sluice.policy.classes[0].limits.max-qos: is \"3\"; write a whole number from 0 to"
                                + " 2",
                        "home.conf:11: sluice.policy.classes[0].upstream.key: stands without certificate; write"
                                + " certificate too, or neither",
                        "home.conf:11: sluice.policy.classes[0].upstream.username: \"50%\" has a % that begins no"
                                + " placeholder; write %c, %u, %n or %i, or %% for a percent sign",
                        "home.conf:12: sluice.policy.classes[1].retain: is \"keep\"; write one of allow, deny, strip",
                        "home.conf:12: sluice.policy.classes[1].name: is \"a\", as at home.conf:6; give each class a name"
                                + " of its own",
                        "home.conf:13: sluice.policy.classes[2].name: is empty; give the class a name",
                        "home.conf:14: sluice.policy.classes[3].name: is missing; write name = …",
                        "home.conf:14: unknown key sluice.policy.classes[3].wildcard; did you mean wildcards?");
    }

    @Test
    void theRestOfTheSectionIsLeftToOthers() {
        Configuration configuration = new Configuration("listeners = []\npolicy {}");
        assertThat(configuration.read()).isPresent();
        assertThat(configuration.problems()).isEmpty();
    }
}
