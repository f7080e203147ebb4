/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.config;

import io.sluice.policy.ClassMatch;
import io.sluice.policy.ClassSettings;
import io.sluice.policy.ClassSettings.OnDenied;
import io.sluice.policy.ClassSettings.OnExceed;
import io.sluice.policy.ClassSettings.Permission;
import io.sluice.policy.ClassSettings.Retain;
import io.sluice.policy.ClassTopics;
import io.sluice.policy.ClientClass;
import io.sluice.policy.ClientRules;
import io.sluice.policy.Glob;
import io.sluice.policy.Limits;
import io.sluice.policy.PasswordList;
import io.sluice.policy.Rate;
import io.sluice.policy.Setting;
import io.sluice.policy.net.AddressTable;
import io.sluice.policy.rule.Rule;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads one entry of {@code policy.classes}. */
final class ClassReader {
    private static final int KIB = 1 << 10;

    private enum ResponseTopic {
        JUDGE,
        ALLOW
    }

    private enum Credentials {
        ANY,
        REQUIRED
    }

    private enum ReceiveMaximum {
        ENFORCE,
        WARN
    }

    private final Section section;
    private final Set<String> listenerNames;
    private final Limits gateway;
    private final NamedFiles files;
    private final String name;

    ClassReader(Section section, Set<String> listenerNames, Limits gateway, NamedFiles files) {
        this.files = files;
        this.section = section;
        this.listenerNames = listenerNames;
        this.gateway = gateway;
        this.name = section.requiredString("name");
    }

    ClientClass read() {
        if (section.has("name") && name.isBlank()) {
            section.problem("name", "is empty", "give the class a name");
        }
        ClassMatch match = match(section.section("match"));
        ClassTopics topics = TopicRuleReader.read(section, name);
        ClassSettings settings = settings(section.section("limits"));
        ClientClass read = new ClientClass(
                name, section.origin(), match, topics, settings, UpstreamReader.read(section, name, files));
        section.end();
        return read;
    }

    private ClassMatch match(Section match) {
        Set<String> listeners = new HashSet<>();
        for (Located<String> listener : match.strings("listener", List.of())) {
            listeners.add(listener.value());
            if (!listenerNames.contains(listener.value())) {
                match.problem(
                        "listener",
                        listener,
                        "there is no listener \"" + listener.value() + "\"",
                        "known: " + String.join(", ", new TreeSet<>(listenerNames)));
            }
        }
        ClassMatch read = new ClassMatch(
                AddressTable.of(NetworkReader.ranges(match, "source", List.of(), "class " + name + ": match source")),
                listeners,
                globs(match, "client-id"),
                globs(match, "username"),
                globs(match, "certificate"));
        match.end();
        return read;
    }

    private static List<Glob> globs(Section match, String key) {
        return match.strings(key, List.of()).stream()
                .map(text -> new Glob(text.value()))
                .toList();
    }

    private ClassSettings settings(Section limits) {
        int maxQos = limits.integer("max-qos", 1, 0, 2);
        int maxSubscriptions = limits.integerOrUnlimited("max-subscriptions", 20, 0, 1_000_000);
        int maxTopicLevels = limits.integerOrUnlimited("max-topic-levels", 8, 1, 65_535);
        Optional<Rate> publishRate = limits.optionalRate("publish-rate", Optional.of(Rate.perSecond(20)));
        Optional<Rate> byteRate = limits.optionalByteRate("byte-rate", Optional.of(Rate.perSecond(64 * KIB)));
        Setting<Integer> maxPacketSize = maxPacketSize(limits);
        ClassSettings settings = new ClassSettings(
                word("will", Permission.class, Permission.ALLOW),
                word("retain", Retain.class, Retain.DENY),
                word("wildcards", Permission.class, Permission.DENY),
                word("shared-subscriptions", Permission.class, Permission.ALLOW),
                flag("response-topic", ResponseTopic.class, ResponseTopic.JUDGE, ResponseTopic.JUDGE),
                maxPacketSize,
                limit(limits, "max-qos", maxQos, maxQos),
                limit(limits, "max-subscriptions", maxSubscriptions, count(maxSubscriptions)),
                limit(limits, "max-topic-levels", maxTopicLevels, count(maxTopicLevels)),
                limit(
                        limits,
                        "publish-rate",
                        publishRate,
                        publishRate.map(Rate::toString).orElse("unlimited")),
                limit(
                        limits,
                        "byte-rate",
                        byteRate,
                        byteRate.map(Quantity::byteRateText).orElse("unlimited")),
                limits.word("on-exceed", OnExceed.class, OnExceed.DELAY),
                section.word("on-denied-publish", OnDenied.class, OnDenied.DROP),
                PayloadReader.read(section, name, maxPacketSize.value(), files),
                clients(),
                section.word("receive-maximum", ReceiveMaximum.class, ReceiveMaximum.ENFORCE)
                        == ReceiveMaximum.ENFORCE);
        limits.end();
        return settings;
    }

    private ClientRules clients() {
        return new ClientRules(
                word("empty-client-id", Permission.class, Permission.DENY),
                flag("credentials", Credentials.class, Credentials.ANY, Credentials.REQUIRED),
                refusedPasswords(),
                word("takeover", Permission.class, Permission.ALLOW));
    }

    private Setting<PasswordList> refusedPasswords() {
        String key = "refused-passwords";
        String text = section.string(key, PasswordLists.NONE);
        return new Setting<>(new PasswordLists(files).read(section, key, text), rule(section, key, key, text));
    }

    /** The smaller of the class's and the gateway's, with the rule of whichever it is. */
    private Setting<Integer> maxPacketSize(Section limits) {
        int size = limits.size("max-packet-size", 16 * KIB, 128, LimitsReader.LARGEST_PACKET);
        if (size > gateway.maxPacketSize()) {
            return new Setting<>(
                    gateway.maxPacketSize(), gateway.overPacketSize().rule());
        }
        return limit(limits, "max-packet-size", size, Quantity.sizeText(size));
    }

    private <T> Setting<T> limit(Section limits, String key, T value, Object shown) {
        return new Setting<>(value, rule(limits, key, "limits " + key, shown));
    }

    private <E extends Enum<E>> Setting<E> word(String key, Class<E> words, E fallback) {
        E value = section.word(key, words, fallback);
        return new Setting<>(value, rule(section, key, key, Quantity.word(value)));
    }

    private <E extends Enum<E>> Setting<Boolean> flag(String key, Class<E> words, E fallback, E set) {
        Setting<E> word = word(key, words, fallback);
        return new Setting<>(word.value() == set, word.rule());
    }

    private Rule rule(Section of, String key, String named, Object shown) {
        String source = of.has(key) ? "" : " (default)";
        return new Rule("class " + name + ": " + named + " " + shown + source, of.origin(key));
    }

    private static String count(int value) {
        return value == Integer.MAX_VALUE ? "unlimited" : Integer.toString(value);
    }
}
