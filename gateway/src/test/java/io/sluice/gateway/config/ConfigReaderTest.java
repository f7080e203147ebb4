/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.certs.CertificateAuthority;
import io.sluice.certs.Identity;
import io.sluice.certs.Pem;
import io.sluice.certs.Validity;
import io.sluice.gateway.flow.PrivacySettings;
import io.sluice.gateway.flow.Treatment;
import io.sluice.gateway.flow.ipfix.Profile;
import io.sluice.gateway.log.RollingFile;
import io.sluice.gateway.net.ListenerTls;
import io.sluice.policy.config.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A configuration is good, or each of its problems is said with its place and its mend. */
class ConfigReaderTest {
    private static final String LISTENERS = "listeners = [ { name = lan, bind = \"127.0.0.1:1883\" } ]\n";
    private static final String UPSTREAM = "upstream { brokers = [\"broker.lan:1883\"] }\n";

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    /** Reads {@code sluice { … }} with the text from its second line on. */
    private ConfigReader.Result read(String text) throws IOException {
        return ConfigReader.read(write("home.conf", "sluice {\n" + text + "\n}\n"));
    }

    private GatewayConfig good(String text) throws IOException {
        ConfigReader.Result result = read(text);
        if (result instanceof ConfigReader.Result.Good good) {
            return good.config();
        }
        throw new AssertionError(problems(result).toString());
    }

    /** The problems, without the folder in front of their files. */
    private List<String> problems(ConfigReader.Result result) {
        if (result instanceof ConfigReader.Result.Bad bad) {
            return bad.problems().stream()
                    .map(Problem::toString)
                    .map(problem -> problem.replace(folder + "/", ""))
                    .toList();
        }
        throw new AssertionError("nothing is wrong");
    }

    private List<String> problems(String text) throws IOException {
        return problems(read(text));
    }

    // ---- what is good ----

    @Test
    void theSmallestConfigurationHasItsDefaults() throws Exception {
        GatewayConfig config = good(LISTENERS + UPSTREAM);
        assertThat(config.listeners()).singleElement().satisfies(listener -> {
            assertThat(listener.name()).isEqualTo("lan");
            assertThat(listener.bind()).hasToString("127.0.0.1:1883");
            assertThat(listener.tls()).isEmpty();
        });
        assertThat(config.upstream().brokers()).singleElement().hasToString("broker.lan:1883");
        assertThat(config.upstream().tls()).isEmpty();
        assertThat(config.upstream().connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.flowLog().log().file()).isEmpty();
        assertThat(config.flowLog().log().standardOutput()).isTrue();
        assertThat(config.flowLog().activeTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.flowLog().log().journal()).isFalse();
        assertThat(good(LISTENERS + UPSTREAM + "flow-log.json.file = \"flows.json\"")
                        .flowLog()
                        .log()
                        .file())
                .hasValueSatisfying(file -> {
                    assertThat(file.rolling())
                            .isEqualTo(new RollingFile.Rolling(10 * 1024 * 1024, 10, Optional.empty()));
                    assertThat(file.evidence()).isEmpty();
                });
        assertThat(config.eventLog())
                .isEqualTo(new GatewayConfig.Log(false, Optional.empty(), false, Optional.empty()));
        assertThat(config.admin()).hasValueSatisfying(admin -> {
            assertThat(admin.bind()).hasToString("127.0.0.1:9883");
            assertThat(admin.tokenFile()).isEmpty();
        });
        assertThat(config.flowLog().privacy()).isEqualTo(PrivacySettings.NONE);
    }

    @Test
    void aCollectorByUdpGetsMessagesThatFitEveryPathAndOneByTcpLongerOnes() throws Exception {
        assertThat(good(LISTENERS + UPSTREAM).flowLog().ipfix()).isEmpty();
        assertThat(good(LISTENERS + UPSTREAM + "flow-log.ipfix.collector = null")
                        .flowLog()
                        .ipfix())
                .isEmpty();
        assertThat(good(LISTENERS + UPSTREAM + "flow-log.ipfix.collector = \"udp://[::1]:4739\"")
                        .flowLog()
                        .ipfix())
                .hasValueSatisfying(ipfix -> {
                    assertThat(ipfix.collector()).hasToString("udp://[::1]:4739");
                    assertThat(ipfix.tls()).isEmpty();
                    assertThat(ipfix.enterpriseNumber()).isEqualTo(32_473);
                    assertThat(ipfix.observationDomain()).isEqualTo(1);
                    assertThat(ipfix.templateRefresh()).isEqualTo(Duration.ofSeconds(60));
                    assertThat(ipfix.maxMessageSize()).isEqualTo(512);
                    assertThat(ipfix.profile()).isEqualTo(Profile.STANDARD);
                });
        assertThat(good(LISTENERS + UPSTREAM + "flow-log.ipfix { collector = \"tcp://c:1\", profile = nfdump }")
                        .flowLog()
                        .ipfix())
                .hasValueSatisfying(ipfix -> {
                    assertThat(ipfix.maxMessageSize()).isEqualTo(4096);
                    assertThat(ipfix.profile()).isEqualTo(Profile.NFDUMP);
                });
    }

    @Test
    void aCollectorByTlsIsSpokenToLikeABroker() throws Exception {
        issue("own", now(10));
        assertThat(good(LISTENERS + UPSTREAM
                                + "flow-log.ipfix { collector = \"tls://c:4740\", tls { trust = \"ca.pem\", "
                                + "certificate = \"own.pem\", key = \"own.key\" } }")
                        .flowLog()
                        .ipfix()
                        .orElseThrow()
                        .tls())
                .hasValueSatisfying(tls -> {
                    assertThat(tls.trust()).isEqualTo(folder.resolve("ca.pem"));
                    assertThat(tls.files()).contains(folder.resolve("own.pem"), folder.resolve("own.key"));
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"admin = null", "admin { bind = null }"})
    void nullSwitchesTheAdminEndpointOff(String admin) throws Exception {
        assertThat(good(LISTENERS + UPSTREAM + admin).admin()).isEmpty();
    }

    @Test
    void brokersKeepTheirOrder() throws Exception {
        assertThat(good(LISTENERS + "upstream { brokers = [\"[::1]:1883\", \"unix:/run/b.sock\", \"b:1\"] }")
                        .upstream()
                        .brokers())
                .map(Object::toString)
                .containsExactly("[::1]:1883", "unix:/run/b.sock", "b:1");
    }

    @Test
    void anotherPolicyAloneCanBeReloaded() throws Exception {
        GatewayConfig first = good(LISTENERS + UPSTREAM);
        assertThat(first.differsOnlyInPolicy(good(LISTENERS + UPSTREAM + "limits { connections = 7 }")))
                .isTrue();
        assertThat(first.differsOnlyInPolicy(good(LISTENERS + UPSTREAM + "admin = null")))
                .isFalse();
    }

    @Test
    void pathsAreRelativeToTheFileThatHoldsThem() throws Exception {
        Files.createDirectories(folder.resolve("logs"));
        Files.createDirectories(folder.resolve("conf.d"));
        write("conf.d/flow.conf", "sluice.flow-log.json.file = \"../logs/included.json\"");
        assertThat(good(LISTENERS + UPSTREAM + "flow-log { json { file = \"logs/flows.json\" } }")
                        .flowLog()
                        .log()
                        .file()
                        .map(GatewayConfig.LogFile::path))
                .contains(folder.resolve("logs/flows.json"));
        Path main = write("main.conf", "include \"conf.d/flow.conf\"\nsluice {\n" + LISTENERS + UPSTREAM + "}\n");
        assertThat(((ConfigReader.Result.Good) ConfigReader.read(main))
                        .config()
                        .flowLog()
                        .log()
                        .file()
                        .map(GatewayConfig.LogFile::path))
                .contains(folder.resolve("logs/included.json"));
    }

    // ---- the file ----

    @Test
    void aFileThatIsNotThereIsOneProblem() {
        assertThat(problems(ConfigReader.read(folder.resolve("absent.conf"))))
                .singleElement()
                .asString()
                .startsWith("absent.conf:1: the configuration cannot be read; name a file");
        assertThat(problems(ConfigReader.read(folder))).hasSize(1);
    }

    @Test
    void brokenSyntaxIsSaidWithItsLine() throws Exception {
        assertThat(problems(ConfigReader.read(write("home.conf", "sluice {\n  listeners = [\n}\n"))))
                .singleElement()
                .asString()
                .matches("home\\.conf:[34]: .+; mend the syntax \\(HOCON\\)");
    }

    @Test
    void aSubstitutionOfNothingIsAProblem() throws Exception {
        assertThat(problems(LISTENERS + "upstream { brokers = [${no.such.thing}] }"))
                .singleElement()
                .asString()
                .startsWith("home.conf:3: ");
    }

    @Test
    void withATokenTheAdminEndpointMayListenAnywhere() throws Exception {
        Path token = write("token", "0123456789abcdef\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        GatewayConfig.Admin admin = good(LISTENERS + UPSTREAM
                        + "admin { bind = \"0.0.0.0:9883\", token-file = \"token\" }")
                .admin()
                .orElseThrow();
        assertThat(admin.tokenFile()).contains(token);
        assertThat(admin.isInClear()).isTrue();
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(problems(LISTENERS + UPSTREAM + "admin { token-file = \"token\" }"))
                .singleElement()
                .asString()
                .contains("can be read or changed by others");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(token, "guess me");
        assertThat(problems(LISTENERS + UPSTREAM + "admin { token-file = \"token\" }"))
                .singleElement()
                .asString()
                .contains("holds less than 16 bytes");
    }

    @Test
    void whoHidesClientIdsHidesTheNamesOfCertificatesToo() throws Exception {
        PrivacySettings hidden = good(LISTENERS + UPSTREAM + "flow-log.privacy { client-id = hash }")
                .flowLog()
                .privacy();
        assertThat(hidden.certificate()).isEqualTo(Treatment.HASH);
        assertThat(hidden.username()).isEqualTo(Treatment.KEEP);
    }

    @Test
    void everythingStandsInsideSluice() throws Exception {
        assertThat(problems(ConfigReader.read(write("home.conf", "listeners = []\n"))))
                .containsExactly(
                        "home.conf:1: unknown key \"listeners\" at the top; put everything inside sluice { … }",
                        "home.conf:1: there is no sluice { … }; put everything inside it");
    }

    // ---- one thing wrong, in the line after listeners and upstream ----

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "admni { bind = \"127.0.0.1:1\" } | unknown key sluice.admni; did you mean admin?",
                "admin { bind = \"0.0.0.0:9883\" } | sluice.admin.bind: the admin endpoint has no authentication",
                "admin { bind = \"localhost:9883\" } | sluice.admin.bind: \"localhost:9883\" is no address to listen on",
                "admin { bind = \"[::]:9883\" } | sluice.admin.bind: the admin endpoint has no authentication",
                "admin { token-file = \"nowhere\" } | sluice.admin.token-file: ",
                "flow-log { privacy { client-id = scramble } } | sluice.flow-log.privacy.client-id: is \"scramble\"; write one of keep, hash, drop",
                "flow-log { privacy { adress = hash } } | unknown key sluice.flow-log.privacy.adress; did you mean address?",
                "flow-log { privacy { key-file = \"nowhere\" } } | sluice.flow-log.privacy.key-file: ",
                "admin { bnid = \"127.0.0.1:1\" } | unknown key sluice.admin.bnid; did you mean bind?",
                "flow-log { active-timeout = 0s } | sluice.flow-log.active-timeout: is \"0s\"; write a time from 1s",
                "flow-log { active-timeout = soon } | sluice.flow-log.active-timeout: is \"soon\"",
                "flow-log { json { keep = 0 } } | sluice.flow-log.json.keep: is \"0\"; write a whole number from 1",
                "flow-log { json { roll-size = 1KiB } } | sluice.flow-log.json.roll-size: is \"1KiB\"; write a size from",
                "flow-log { json = 7 } | sluice.flow-log.json: is \"7\"; write json { … }",
                "flow-log { json { file = \"no/such/folder/f\" } } | sluice.flow-log.json.file: no flow log can be written",
                "flow-log { ipfix { collector = \"c:4739\" } } | sluice.flow-log.ipfix.collector: \"c:4739\" is no collector",
                "flow-log { ipfix { collector = \"sctp://c:4739\" } } | sluice.flow-log.ipfix.collector: \"sctp://c:4739\" is",
                "flow-log { ipfix { collector = \"udp://c\" } } | sluice.flow-log.ipfix.collector: \"udp://c\" is no collector",
                "flow-log { ipfix { collector = \"udp://c:0\" } } | sluice.flow-log.ipfix.collector: \"udp://c:0\" is no",
                "flow-log { ipfix { collectr = x } } | unknown key sluice.flow-log.ipfix.collectr; did you mean collector?",
                "flow-log { ipfix { profile = cisco } } | sluice.flow-log.ipfix.profile: is \"cisco\"; write one of standard, nfdump",
                "flow-log { ipfix { enterprise-number = 0 } } | sluice.flow-log.ipfix.enterprise-number: is \"0\"; write a whole",
                "flow-log { ipfix { enterprise-number = 29305 } } | sluice.flow-log.ipfix.enterprise-number: collectors would",
                "flow-log { ipfix { enterprise-number = 65536, profile = nfdump } } "
                        + "| sluice.flow-log.ipfix.enterprise-number: collectors would take elements under 65536 for others",
                "flow-log { ipfix { observation-domain = -1 } } | sluice.flow-log.ipfix.observation-domain: is \"-1\"; write",
                "flow-log { ipfix { template-refresh = 0s } } | sluice.flow-log.ipfix.template-refresh: is \"0s\"; write a time",
                "flow-log { ipfix { max-message-size = 511 } } | sluice.flow-log.ipfix.max-message-size: is \"511\"; write",
                "flow-log { ipfix { collector = \"udp://c:1\", max-message-size = 65508 } } "
                        + "| sluice.flow-log.ipfix.max-message-size: is \"65508\"; write a size from",
                "flow-log { ipfix { collector = \"tls://c:4740\" } } | sluice.flow-log.ipfix.collector: is spoken to by TLS, and",
                "flow-log { ipfix { tls { } } } | sluice.flow-log.ipfix.tls.trust: is missing",
                "flow-log { ipfix { tls { trust = \"absent.pem\" } } } | sluice.flow-log.ipfix.tls.trust: absent.pem cannot be",
                "flow-log { ipfix { collector = \"tcp://c:4739\", tls { trust = \"x\" } } } "
                        + "| sluice.flow-log.ipfix.tls: is there for a collector that is not; write tls://",
                "flow-log { json { roll-every = 10s } } | sluice.flow-log.json.roll-every: is \"10s\"; write a time from",
                "flow-log { json { evidence { key = k } } } | sluice.flow-log.json.evidence: needs a file that can be gone on with",
                "flow-log { json { file = f, evidence { } } } | sluice.flow-log.json.evidence.key: is missing",
                "flow-log { json { file = f, evidence { key = absent } } } | sluice.flow-log.json.evidence.key: absent is no file",
                "flow-log { json { file = f, evidence { key = k, checkpoint-key = absent } } } "
                        + "| sluice.flow-log.json.evidence.checkpoint-key: absent cannot be read",
                "flow-log { json { file = f, evidence { key = k, checkpoint-evry = 1s } } } "
                        + "| unknown key sluice.flow-log.json.evidence.checkpoint-evry; did you mean checkpoint-every?",
                "flow-log { journal = perhaps } | sluice.flow-log.journal: is \"perhaps\"; write true or false",
                "flow-log { syslog { } } | sluice.flow-log.syslog.server: is missing",
                "flow-log { syslog { server = \"s:514\" } } | sluice.flow-log.syslog.server: \"s:514\" is no syslog server's address",
                "flow-log { syslog { server = \"udp://s:514\", facility = kern } } "
                        + "| sluice.flow-log.syslog.facility: is \"kern\"; write one of user, daemon, auth, authpriv, local0",
                "flow-log { syslog { server = \"tls://s:6514\" } } | sluice.flow-log.syslog.server: is spoken to by TLS, and",
                "flow-log { syslog { server = \"udp://s:514\", tls { trust = \"x\" } } } "
                        + "| sluice.flow-log.syslog.tls: is there for a server that is not; write tls://",
                "event-log { jsn { } } | unknown key sluice.event-log.jsn; did you mean json?",
                "event-log { json { file = \"no/such/folder/f\" } } | sluice.event-log.json.file: no event log can be written",
                "flow-log.json.file = f, event-log.json.file = f | sluice.event-log.json: names the file of the flow log",
                "limits { connections = -1 } | sluice.limits.connections: is \"-1\"; write a whole number from 1",
                "limits { connections = many } | sluice.limits.connections: is \"many\"",
                "limits { max-packet-size = 1GiB } | sluice.limits.max-packet-size: is \"1GiB\"",
                "limits { connect-rate-per-source = 50 } | sluice.limits.connect-rate-per-source: is \"50\"; write a rate",
                "upstream { preserve-source = true } | sluice.upstream.preserve-source: is not in this version yet; leave it out",
                "upstream { send-proxy-protocol = v2 } | sluice.upstream.send-proxy-protocol: is not in this version yet",
                "upstream { send-proxy-protocol = v3 } | sluice.upstream.send-proxy-protocol: is \"v3\"; write one of off, v2",
                "upstream { connect-timeout = 1h } | sluice.upstream.connect-timeout: is \"1h\"; write a time from",
                "upstream { brokers = [\"mqtt://b:1\"] } | \"mqtt://b:1\" is no broker's address; write \"host:port\"",
                "upstream { brokers = [] } | there is no broker; write upstream",
                "upstream { tls { } } | sluice.upstream.tls.trust: is missing",
                "upstream { tls { trust = \"absent.pem\" } } | sluice.upstream.tls.trust: absent.pem cannot be read; name a PEM",
                "upstream { tls { trust = \"home.conf\" } } | sluice.upstream.tls.trust: home.conf holds no certificate",
                "upstream { tls { trust = \"home.conf\", protocols = [TLSv1.1] } } | sluice.upstream.tls.protocols: only",
                "policy { default-action = maybe } | sluice.policy.default-action: is \"maybe\"; write one of",
                "policy { classes = [ { name = c, upstream { certificate = c, key = k } } ] } | class c: upstream.certificate: the way to the broker is plaintext; write upstream.tls",
            })
    void aProblemHasItsLineAndItsMend(String line, String problem) throws Exception {
        assertThat(problems(LISTENERS + UPSTREAM + line))
                .anySatisfy(said ->
                        assertThat(said).startsWith("home.conf:4: " + problem).matches("(?s).+; .+"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "listeners = [] | there is no listener; write listeners",
                "listeners = lan | sluice.listeners: is \"lan\"; write a list",
                "listeners = [ { bind = \"0.0.0.0:1\" } ] | sluice.listeners[0].name: is missing; write name",
                "listeners = [ { name = a } ] | sluice.listeners[0].bind: is missing; write bind",
                "listeners = [ { name = a, bind = \"lan:1883\" } ] | sluice.listeners[0].bind: \"lan:1883\" is no address",
                "listeners = [ { name = a, bind = \"0.0.0.0\" } ] | sluice.listeners[0].bind: \"0.0.0.0\" is no address",
                "listeners = [ { name = a, bind = \"0.0.0.0:70000\" } ] | sluice.listeners[0].bind: \"0.0.0.0:70000\" is",
                "listeners = [ { name = a, bind = \"[::]:1\" }, { name = a, bind = \"[::]:2\" } ] "
                        + "| sluice.listeners[1].name: there are two listeners \"a\"; give each",
                "listeners = [ { name = a, bind = \"[::]:1\", transparent = true } ] | sluice.listeners[0].transparent: is not",
                "listeners = [ { name = a, bind = \"[::]:1\", proxy-protocol = v1-v2 } ] "
                        + "| sluice.listeners[0].proxy-protocol: is not in this version yet",
                "listeners = [ { name = a, bind = \"[::]:1\", trusted = [\"10.0.0.0/8\"] } ] "
                        + "| sluice.listeners[0].trusted: is not in this version yet",
                "listeners = [ { name = a, bind = \"[::]:1\", websocket-path = \"/mqtt\" } ] "
                        + "| sluice.listeners[0].websocket-path: is not in this version yet",
                "listeners = [ { name = a, bind = \"[::]:1\", tls { } } ] | sluice.listeners[0].tls.certificate: is missing",
                "listeners = [ { name = a, bind = \"[::]:1\", tls { certificate = \"home.conf\", key = \"absent\" } } ] "
                        + "| sluice.listeners[0].tls.key: absent cannot be read; name a PEM file",
            })
    void aProblemOfAListenerHasItsLineAndItsMend(String line, String problem) throws Exception {
        assertThat(problems(line + "\n" + UPSTREAM))
                .anySatisfy(said -> assertThat(said).startsWith("home.conf:2: " + problem));
    }

    @Test
    void allProblemsAreSaidAtOnce() throws Exception {
        List<String> said = problems(
                """
                listeners = [
                  { name = lan, bind = "nowhere" }
                ]
                upstream { brokers = ["x"] }
                limits { connections = 0 }
                colour = blue
                admin { bind = "10.0.0.1:1" }""");
        assertThat(said)
                .map(problem -> problem.substring(0, problem.indexOf(": ")))
                .contains("home.conf:3", "home.conf:5", "home.conf:6", "home.conf:7", "home.conf:8");
    }

    // ---- certificates and keys ----

    private static Validity now(int days) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        return new Validity(now.minus(Duration.ofDays(10)), now.plus(Duration.ofDays(days)));
    }

    /** Writes a CA and a server's certificate and key, {@code NAME.pem} and {@code NAME.key}. */
    private void issue(String name, Validity validity) throws Exception {
        CertificateAuthority ca = CertificateAuthority.create("test CA", now(10));
        Identity server = ca.issueServer(name, List.of("localhost"), List.of(), validity);
        server.write(folder.resolve(name + ".pem"), folder.resolve(name + ".key"));
        Pem.writeCertificates(folder.resolve("ca.pem"), List.of(ca.certificate()));
    }

    private static String tlsListener(String tls) {
        return "listeners = [ { name = lan, bind = \"127.0.0.1:8883\", tls { " + tls + " } } ]\n" + UPSTREAM;
    }

    @Test
    void aCaForDevicesIsThereToBeUsed() throws Exception {
        issue("server", now(1));
        GatewayConfig config = good(tlsListener("certificate = server.pem, key = server.key, client-ca = ca.pem"));
        ListenerTls tls = config.listeners().get(0).tls().orElseThrow();
        assertThat(tls.clientAuth()).isEqualTo(ListenerTls.ClientAuth.REQUIRE);
        assertThat(tls.own().certificate()).isEqualTo(folder.resolve("server.pem"));
        assertThat(tls.staples()).isTrue();
        assertThat(good(tlsListener("certificate = server.pem, key = server.key, ocsp-stapling = off"))
                        .listeners()
                        .get(0)
                        .tls()
                        .orElseThrow()
                        .staples())
                .isFalse();
        assertThat(good(tlsListener("certificate = server.pem, key = server.key"))
                        .listeners()
                        .get(0)
                        .tls()
                        .orElseThrow()
                        .clientAuth())
                .isEqualTo(ListenerTls.ClientAuth.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"want", "require"})
    void devicesCannotBeVerifiedWithoutACa(String clientAuth) throws Exception {
        issue("server", now(1));
        assertThat(problems(tlsListener("certificate = server.pem, key = server.key, client-auth = " + clientAuth)))
                .singleElement()
                .asString()
                .startsWith("home.conf:2: sluice.listeners[0].tls.client-auth: certificates of devices cannot be");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'certificate = server.pem, key = server.key', '', ''",
        "'certificate = \"%c.pem\", key = \"%c.key\"', '', ''",
        "'certificate = server.pem, key = other.key', key, other.key is not the key of",
        "'certificate = absent.pem, key = other.key', certificate, absent.pem is not there",
        "'certificate = server.pem, key = server.pem', key, server.pem can be read or changed by others",
        "'certificate = server.pem', certificate, server.pem holds no private key",
    })
    void theCertificateThatAClassPresentsIsLookedAtWhereItIsTheSameForAllDevices(
            String files, String setting, String problem) throws Exception {
        issue("server", now(1));
        issue("other", now(1));
        String upstream = "upstream { brokers = [\"b:8883\"], tls { trust = ca.pem } }\n";
        String text = LISTENERS + upstream + "policy { classes = [ { name = c, upstream { " + files + " } } ] }";
        if (problem.isEmpty()) {
            assertThat(good(text).policy().classes().get(0).upstream().certificate())
                    .isPresent();
        } else {
            assertThat(problems(text))
                    .singleElement()
                    .asString()
                    .startsWith("home.conf:4: class c: upstream." + setting + ": ")
                    .contains(problem);
        }
    }

    @Test
    void aKeyThatDoesNotBelongToTheCertificateIsSaid() throws Exception {
        issue("server", now(1));
        issue("other", now(1));
        assertThat(problems(tlsListener("certificate = server.pem, key = other.key")))
                .singleElement()
                .asString()
                .startsWith(
                        "home.conf:2: sluice.listeners[0].tls.key: other.key is not the key of server.pem; name the");
        String tls = "tls { trust = ca.pem, certificate = server.pem, key = other.key }";
        assertThat(problems(LISTENERS + "upstream { brokers = [\"b:1\"], " + tls + " }"))
                .singleElement()
                .asString()
                .startsWith("home.conf:3: sluice.upstream.tls.key: other.key is not the key of server.pem; name the");
    }

    @Test
    void aCertificateWithoutItsKeyIsSaid() throws Exception {
        issue("server", now(1));
        assertThat(problems(LISTENERS
                        + "upstream { brokers = [\"b:1\"], tls { trust = ca.pem, certificate = server.pem } }"))
                .containsExactly(
                        "home.conf:3: sluice.upstream.tls.certificate: server.pem holds no private key; name its key too");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"rw----r--", "rw-----w-", "rw-rw----", "rw-r--r--"})
    void aKeyThatOthersReadOrChangeIsSaid(String permissions) throws Exception {
        issue("server", now(1));
        Files.setPosixFilePermissions(folder.resolve("server.key"), PosixFilePermissions.fromString(permissions));
        assertThat(problems(tlsListener("certificate = server.pem, key = server.key")))
                .singleElement()
                .asString()
                .startsWith("home.conf:2: sluice.listeners[0].tls.key: server.key can be read or changed by others; "
                        + "chmod 600 server.key");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"rw-------", "r--------", "rw-r-----"})
    void aKeyForItsOwnerAndAGroupIsGood(String permissions) throws Exception {
        issue("server", now(1));
        Files.setPosixFilePermissions(folder.resolve("server.key"), PosixFilePermissions.fromString(permissions));
        assertThat(good(tlsListener("certificate = server.pem, key = server.key"))
                        .listeners())
                .hasSize(1);
    }

    @Test
    void aCertificateOutsideOfItsTimeIsSaid() throws Exception {
        issue("server", now(-1));
        assertThat(problems(tlsListener("certificate = server.pem, key = server.key")))
                .singleElement()
                .asString()
                .startsWith(
                        "home.conf:2: sluice.listeners[0].tls.certificate: server.pem: the certificate of CN=server")
                .contains(" expired at ");
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        issue("server", new Validity(tomorrow, tomorrow.plus(Duration.ofDays(1))));
        assertThat(problems(tlsListener("certificate = server.pem, key = server.key")))
                .singleElement()
                .asString()
                .contains(" is not valid before ");
    }

    @Test
    void aKeyInPlaceOfACertificateIsSaid() throws Exception {
        issue("server", now(1));
        assertThat(problems(tlsListener("certificate = server.key, key = server.key")))
                .singleElement()
                .asString()
                .startsWith("home.conf:2: sluice.listeners[0].tls.certificate: server.key holds no certificate");
    }
}
