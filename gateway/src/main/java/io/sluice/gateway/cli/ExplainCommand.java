/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.netty.util.NetUtil;
import io.sluice.certs.PrivateFile;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.frame.WireUtf8;
import io.sluice.policy.ConnectDecision;
import io.sluice.policy.ConnectRequest;
import io.sluice.policy.DeviceCertificate;
import io.sluice.policy.Password;
import io.sluice.policy.Policy;
import io.sluice.policy.SessionPolicy;
import io.sluice.policy.Verdict;
import io.sluice.policy.Will;
import io.sluice.policy.payload.Payload;
import io.sluice.policy.rule.Origin;
import io.sluice.policy.rule.Rule;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Says what the gateway would say, and which rule makes it say so. Asks the same code. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Tells the verdict on a device and what it publishes, subscribes to or is delivered,",
            "with the client class and the file:line of the rule. Exits with 1 when it is denied."
        })
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class ExplainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigOption config;

    @Option(names = "--source", paramLabel = "IP", required = true, description = "Where the device connects from.")
    private String source;

    @Option(names = "--client-id", paramLabel = "ID", defaultValue = "", description = "Its client id.")
    private String clientId;

    @Option(names = "--username", paramLabel = "U", description = "Its user name; a password is taken as given, too.")
    private @Nullable String username;

    @ArgGroup(multiplicity = "0..1")
    private @Nullable PasswordOption password;

    /** What it has for a password. */
    static final class PasswordOption {
        @Option(
                names = "--password-file",
                paramLabel = "FILE",
                description = "Its password, to be looked up in refused-passwords.")
        private @Nullable Path file;

        @Option(names = "--no-password", description = "It gives none.")
        private boolean none;
    }

    @Option(names = "--certificate", paramLabel = "CN", description = "The common name of its certificate.")
    private @Nullable String certificate;

    @Option(names = "--listener", paramLabel = "L", description = "The listener; by default the first one.")
    private @Nullable String listener;

    @Option(
            names = "--protocol",
            paramLabel = "3|4|5",
            defaultValue = "4",
            description = "MQTT protocol level: 3 (3.1), 4 (3.1.1, the default) or 5.")
    private int protocol;

    @Option(names = "--keep-alive", paramLabel = "SECONDS", defaultValue = "60", description = "Default 60.")
    private int keepAlive;

    @ArgGroup(multiplicity = "0..1")
    private @Nullable Question question;

    @Option(names = "--qos", paramLabel = "N", defaultValue = "0", description = "QoS of --publish or --will.")
    private int qos;

    @Option(names = "--retain", description = "Retain flag of --publish or --will.")
    private boolean retain;

    @Option(
            names = "--response-topic",
            paramLabel = "TOPIC",
            description = "MQTT 5 response topic of --publish or --will.")
    private @Nullable String responseTopic;

    @ArgGroup(multiplicity = "0..1")
    private PayloadOption payload = new PayloadOption();

    /** What is in a packet. */
    static final class PayloadOption {
        @Option(
                names = "--payload",
                paramLabel = "TEXT",
                description = "Payload of --publish, --deliver or --will; not judged unless given.")
        private @Nullable String text;

        @Option(names = "--payload-file", paramLabel = "FILE", description = "The same from a file.")
        private @Nullable Path file;

        Payload read() throws IOException {
            if (file != null) {
                return Payload.of(Files.readAllBytes(file));
            }
            return text == null ? Payload.forgotten() : Payload.of(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "0",
            description = "Size of the whole packet of --publish or --deliver.")
    private int size;

    /** What the device does, besides connecting. */
    static final class Question {
        @Option(names = "--will", paramLabel = "TOPIC", description = "It connects with a will.")
        private @Nullable String will;

        @Option(names = "--publish", paramLabel = "TOPIC", description = "It publishes.")
        private @Nullable String publish;

        @Option(names = "--subscribe", paramLabel = "FILTER", description = "It subscribes.")
        private @Nullable String subscribe;

        @Option(names = "--deliver", paramLabel = "TOPIC", description = "The broker delivers to it.")
        private @Nullable String deliver;
    }

    @Override
    public Integer call() throws IOException {
        Optional<GatewayConfig> read = config.read(spec);
        if (read.isEmpty()) {
            return ExitCode.UNUSABLE;
        }
        GatewayConfig gateway = read.get();
        InetAddress address = address();
        Policy policy = gateway.policy();
        Verdict network = policy.admit(address);
        if (!(network instanceof Verdict.Allow)) {
            return answer(network, Optional.empty());
        }
        ConnectDecision decision = policy.connect(request(address, gateway));
        if (decision instanceof ConnectDecision.Refused refused) {
            return answer(refused.verdict(), refused.className());
        }
        SessionPolicy session = ((ConnectDecision.Admitted) decision).policy();
        Verdict connected = new Verdict.Allow(matched(policy, session.className()), false);
        return answer(verdict(session, connected), Optional.of(session.className()));
    }

    /** What to say of a CONNECT that passes: the class that it matched. */
    private static Rule matched(Policy policy, String className) {
        return policy.classes().stream()
                .filter(known -> known.name().equals(className))
                .findFirst()
                .map(known -> new Rule("class " + className + " matches", known.origin()))
                .orElse(new Rule("policy.default-action = allow", new Origin("", 0)));
    }

    private Verdict verdict(SessionPolicy session, Verdict connected) throws IOException {
        Question asked = question;
        if (asked != null && asked.publish != null) {
            byte[] topic = topic(asked.publish);
            if (size > session.limits().maxPacketSize()) {
                return session.overPacketSize();
            }
            return publish(session, topic);
        }
        if (asked != null && asked.subscribe != null) {
            byte[] filter = asked.subscribe.getBytes(StandardCharsets.UTF_8);
            if (!WireUtf8.isTopicFilter(filter, 0, filter.length)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "\"" + asked.subscribe
                                + "\" is no topic filter: # stands last, + and # alone in their level, and no \\ anywhere");
            }
            return session.subscribe(filter, 0, filter.length);
        }
        if (asked != null && asked.deliver != null) {
            byte[] topic = topic(asked.deliver, WireUtf8::isDeliveredTopicName, "+, # or control characters");
            Verdict verdict = session.deliver(topic, 0, topic.length);
            boolean tooLarge =
                    verdict instanceof Verdict.Allow && size > session.limits().maxPacketSize();
            if (tooLarge) {
                return session.oversized();
            }
            return verdict instanceof Verdict.Allow
                    ? session.deliveryPayload().objection(payload.read()).orElse(verdict)
                    : verdict;
        }
        return connected;
    }

    private Verdict publish(SessionPolicy session, byte[] topic) throws IOException {
        Verdict verdict = session.publish(topic, 0, topic.length, qos, retain);
        if (verdict instanceof Verdict.Allow && responseTopic != null) {
            byte[] response = topic(responseTopic);
            Verdict answering = session.responseTopic(response, 0, response.length);
            verdict = answering instanceof Verdict.Allow ? verdict : answering;
        }
        return verdict instanceof Verdict.Allow
                ? session.publishPayload().objection(payload.read()).orElse(verdict)
                : verdict;
    }

    private byte[] topic(String text) {
        return topic(text, WireUtf8::isTopicName, "+, #, backslashes or control characters");
    }

    private byte[] topic(String text, TopicCheck check, String refused) {
        byte[] topic = text.getBytes(StandardCharsets.UTF_8);
        if (topic.length == 0 || topic.length > 65_535 || !check.passes(topic, 0, topic.length)) {
            throw new ParameterException(
                    spec.commandLine(), "\"" + text + "\" is no topic name: it must not be empty or hold " + refused);
        }
        return topic;
    }

    private interface TopicCheck {
        boolean passes(byte[] bytes, int offset, int length);
    }

    private Optional<Password> password() throws IOException {
        PasswordOption given = password;
        if (given == null) {
            return Optional.ofNullable(username).map(user -> Password.forgotten());
        }
        return given.none || given.file == null
                ? Optional.empty()
                : Optional.of(Password.of(PrivateFile.withoutLineEnd(given.file)));
    }

    private Optional<Will> will() throws IOException {
        if (question == null || question.will == null) {
            return Optional.empty();
        }
        topic(question.will);
        return Optional.of(new Will(question.will, qos, retain, Optional.ofNullable(responseTopic), payload.read()));
    }

    private ConnectRequest request(InetAddress address, GatewayConfig gateway) throws IOException {
        List<String> names =
                gateway.listeners().stream().map(GatewayConfig.Listener::name).toList();
        String name = listener == null ? names.get(0) : listener;
        if (!names.contains(name)) {
            throw new ParameterException(
                    spec.commandLine(), "there is no listener " + name + "; there are: " + String.join(", ", names));
        }
        if (protocol < 3 || protocol > 5 || qos < 0 || qos > 2) {
            throw new ParameterException(spec.commandLine(), "--protocol is 3, 4 or 5 and --qos 0, 1 or 2");
        }
        return new ConnectRequest(
                address,
                name,
                protocol,
                clientId,
                Optional.ofNullable(username),
                password(),
                Optional.ofNullable(certificate).map(cn -> new DeviceCertificate("CN=" + cn, cn, List.of(cn))),
                keepAlive,
                will());
    }

    private InetAddress address() {
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(source);
        if (address == null) {
            throw new ParameterException(spec.commandLine(), "--source \"" + source + "\" is no IP address");
        }
        return address;
    }

    private int answer(Verdict verdict, Optional<String> className) {
        String word = verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        SluiceCommand.say(spec, "verdict: " + word);
        SluiceCommand.say(spec, "reason:  " + verdict.reason().label());
        SluiceCommand.say(spec, "class:   " + className.orElse("-"));
        SluiceCommand.say(spec, "rule:    " + verdict.rule());
        return verdict instanceof Verdict.Allow ? ExitCode.GOOD : ExitCode.NO;
    }
}
