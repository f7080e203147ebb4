/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.sluice.policy.Policy;
import io.sluice.policy.config.PolicyReader;
import io.sluice.policy.config.Problem;
import io.sluice.policy.config.Problems;
import io.sluice.policy.config.Section;
import io.sluice.policy.rule.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The one way in for configuration: a file becomes checked, immutable records, or a list of all its problems. */
public final class ConfigReader {
    private ConfigReader() {}

    /** What became of reading. */
    public sealed interface Result {
        /** The configuration can be run. */
        record Good(GatewayConfig config) implements Result {}

        /** It cannot, for these reasons, at least one. */
        record Bad(List<Problem> problems) implements Result {}
    }

    /** Reads and checks a file, and the certificates and keys that it names. */
    public static Result read(Path file) {
        Problems problems = new Problems();
        Optional<GatewayConfig> config = parse(file, problems).flatMap(root -> read(file, root, problems));
        return config.isPresent() && problems.none() ? new Result.Good(config.get()) : new Result.Bad(problems.all());
    }

    private static Optional<ConfigObject> parse(Path file, Problems problems) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            problems.add(
                    new Origin(file.toString(), 1),
                    "the configuration cannot be read",
                    "name a file that exists and that this user may read");
            return Optional.empty();
        }
        try {
            ConfigObject root = ConfigFactory.parseFile(file.toFile()).resolve().root();
            ConfigValue sluice = root.get("sluice");
            for (String key : root.keySet()) {
                if (!key.equals("sluice")) {
                    problems.add(
                            origin(file, root.get(key).origin()),
                            "unknown key \"" + key + "\" at the top",
                            "put everything inside sluice { … }");
                }
            }
            if (sluice == null || sluice.valueType() != ConfigValueType.OBJECT) {
                problems.add(new Origin(file.toString(), 1), "there is no sluice { … }", "put everything inside it");
                return Optional.empty();
            }
            return Optional.of((ConfigObject) sluice);
        } catch (ConfigException broken) {
            problems.add(origin(file, broken.origin()), syntax(broken), "mend the syntax (HOCON)");
            return Optional.empty();
        }
    }

    /** What is wrong, without the position that the library puts in front of it. */
    private static String syntax(ConfigException broken) {
        String message = String.valueOf(broken.getMessage());
        String position = broken.origin() == null ? "" : broken.origin().description() + ": ";
        return message.startsWith(position) ? message.substring(position.length()) : message;
    }

    private static Origin origin(Path file, ConfigOrigin origin) {
        if (origin == null) {
            return new Origin(file.toString(), 1);
        }
        String name = origin.filename() == null ? file.toString() : origin.filename();
        return new Origin(name, Math.max(1, origin.lineNumber()));
    }

    private static Optional<GatewayConfig> read(Path file, ConfigObject object, Problems problems) {
        Section sluice = Section.root(object, "sluice", problems);
        List<GatewayConfig.Listener> listeners = new ListenerReader(file, problems).read(sluice);
        Optional<GatewayConfig.Upstream> upstream = new UpstreamReader(file, problems).read(sluice.section("upstream"));
        Set<String> names =
                listeners.stream().map(GatewayConfig.Listener::name).collect(Collectors.toUnmodifiableSet());
        Optional<Policy> policy = PolicyReader.read(sluice, names, new ConfigFiles(file), problems);
        IdentityFileCheck files = new IdentityFileCheck(upstream.flatMap(GatewayConfig.Upstream::tls), problems);
        // Without an upstream there is more to mend first.
        policy.filter(read -> upstream.isPresent()).ifPresent(files::check);
        GatewayConfig.FlowLog flowLog = new FlowLogReader(file, problems).read(sluice.section("flow-log"));
        Section events = sluice.section("event-log");
        GatewayConfig.Log eventLog = new LogReader(file, problems).read("event log", events, LogReader.NOWHERE);
        events.end();
        if (flowLog.log().file().isPresent()
                && eventLog.file()
                        .map(GatewayConfig.LogFile::path)
                        .equals(flowLog.log().file().map(GatewayConfig.LogFile::path))) {
            events.problem("json", "names the file of the flow log", "name another");
        }
        Optional<GatewayConfig.Admin> admin = new AdminReader(file).read(sluice, object);
        sluice.end();
        if (upstream.isEmpty() || policy.isEmpty() || listeners.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new GatewayConfig(file, listeners, upstream.get(), policy.get(), flowLog, eventLog, admin));
    }
}
