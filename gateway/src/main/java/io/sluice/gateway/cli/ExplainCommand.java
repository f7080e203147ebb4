/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.cli;

import io.netty.util.NetUtil;
import io.sluice.gateway.config.GatewayConfig;
import io.sluice.gateway.frame.WireUtf8;
import io.sluice.policy.ConnectDecision;
import io.sluice.policy.ConnectRequest;
import io.sluice.policy.DeviceCertificate;
import io.sluice.policy.Password;
import io.sluice.policy.Policy;
import io.sluice.policy.SessionPolicy;
import io.sluice.policy.Verdict;
import io.sluice.policy.rule.Origin;
import io.sluice.policy.rule.Rule;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
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

    @Option(names = "--username", paramLabel = "U", description = "Its user name; a password is taken as given.")
    private @Nullable String username;

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

    @Option(names = "--qos", paramLabel = "N", defaultValue = "0", description = "QoS of --publish.")
    private int qos;

    @Option(names = "--retain", description = "Retain flag of --publish.")
    private boolean retain;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            defaultValue = "0",
            description = "Size of the whole packet of --publish or --deliver.")
    private int size;

    /** What the device does, besides connecting. */
    static final class Question {
        @Option(names = "--publish", paramLabel = "TOPIC", description = "It publishes.")
        private @Nullable String publish;

        @Option(names = "--subscribe", paramLabel = "FILTER", description = "It subscribes.")
        private @Nullable String subscribe;

        @Option(names = "--deliver", paramLabel = "TOPIC", description = "The broker delivers to it.")
        private @Nullable String deliver;
    }

    @Override
    public Integer call() {
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

    private Verdict verdict(SessionPolicy session, Verdict connected) {
        Question asked = question;
        if (asked != null && asked.publish != null) {
            byte[] topic = topic(asked.publish);
            if (size > session.limits().maxPacketSize()) {
                return session.overPacketSize();
            }
            return session.publish(topic, 0, topic.length, qos, retain);
        }
        if (asked != null && asked.subscribe != null) {
            byte[] filter = asked.subscribe.getBytes(StandardCharsets.UTF_8);
            if (!WireUtf8.isTopicFilter(filter, 0, filter.length)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "\"" + asked.subscribe + "\" is no topic filter: # stands last, + and # alone in their level");
            }
            return session.subscribe(filter, 0, filter.length);
        }
        if (asked != null && asked.deliver != null) {
            byte[] topic = topic(asked.deliver);
            Verdict verdict = session.deliver(topic, 0, topic.length);
            boolean tooLarge =
                    verdict instanceof Verdict.Allow && size > session.limits().maxPacketSize();
            return tooLarge ? session.oversizedDelivery() : verdict;
        }
        return connected;
    }

    private byte[] topic(String text) {
        byte[] topic = text.getBytes(StandardCharsets.UTF_8);
        if (topic.length == 0 || topic.length > 65_535 || !WireUtf8.isTopicName(topic, 0, topic.length)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "\"" + text + "\" is no topic name: it must not be empty or hold +, # or control characters");
        }
        return topic;
    }

    private ConnectRequest request(InetAddress address, GatewayConfig gateway) {
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
                Optional.ofNullable(username).map(given -> Password.forgotten()),
                Optional.ofNullable(certificate).map(cn -> new DeviceCertificate("CN=" + cn, cn, List.of(cn))),
                keepAlive,
                Optional.empty());
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
