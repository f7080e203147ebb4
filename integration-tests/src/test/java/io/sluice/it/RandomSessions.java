/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Devices and what they do, at random, from few words so that rules are met often; all of it legal MQTT. */
final class RandomSessions {
    private static final List<String> CLIENT_IDS =
            List.of("dev1", "dev2", "cam-1", "home", "home-2", "a/b", "dev+", "#", "$SYS", "dev 1", "dév", "%c");
    private static final List<String> USERS = List.of("ann", "root", "a/b", "+", "", "$SYS", "dev1");
    private static final List<String> PASSWORDS = List.of("admin", "ADMIN123", "R7-quark", "ann", "");
    private static final List<String> LEVELS = List.of(
            "a", "b", "dev1", "cam-1", "home", "ann", "sensors", "set", "", " ", "$SYS", "a b", "dév", "%c", "$share");
    private static final List<String> PAYLOADS = List.of(
            "",
            "21.5",
            "{}",
            "{\"on\":true}",
            "on",
            "1; reboot",
            "' or 1=1 --",
            "<script>",
            "{\"a\":1} x",
            "x".repeat(300));

    private final Random random;

    RandomSessions(long seed) {
        random = new Random(seed);
    }

    Asked.Session next() {
        Asked.Connect connect = connect();
        List<Asked> questions =
                Stream.generate(() -> question(connect.level())).limit(12).toList();
        return new Asked.Session(connect, questions);
    }

    private Asked.Connect connect() {
        int level = 3 + random.nextInt(3);
        Optional<String> username = chance(3) ? Optional.empty() : Optional.of(one(USERS));
        boolean mayHavePassword = username.isPresent() || level == 5;
        return new Asked.Connect(
                chance(10) ? "127.0.0.3" : "127.0.0." + (1 + random.nextInt(2)),
                level,
                level > 3 && chance(12) ? "" : one(CLIENT_IDS),
                username,
                mayHavePassword && !chance(3) ? Optional.of(one(PASSWORDS)) : Optional.empty(),
                one(List.of(60, 60, 60, 60, 60, 600, 600, 600, 601, 0, 65_535)),
                sometimes(8).map(yes -> message(level)));
    }

    private Asked question(int level) {
        return switch (random.nextInt(3)) {
            case 0 -> new Asked.Publish(message(level));
            case 1 -> new Asked.Deliver(message(level));
            default -> new Asked.Subscribe(filter(), random.nextInt(3));
        };
    }

    private Asked.Message message(int level) {
        return new Asked.Message(
                topic(),
                random.nextInt(3),
                chance(4),
                level == 5 ? sometimes(4).map(yes -> topic()) : Optional.empty(),
                one(PAYLOADS));
    }

    private String topic() {
        String topic = levels(1 + random.nextInt(chance(6) ? 9 : 3));
        return topic.isEmpty() ? "/" : topic;
    }

    private String filter() {
        String filter = Stream.generate(() -> chance(5) ? "+" : one(LEVELS))
                .limit(1 + random.nextInt(4))
                .collect(Collectors.joining("/"));
        if (chance(5)) {
            filter = filter + "/#";
        } else if (chance(8)) {
            filter = "#";
        }
        // A filter that begins with $share has to be a shared one.
        filter = filter.isEmpty() || filter.startsWith("$share") ? "a" : filter;
        return chance(6) ? "$share/group/" + filter : filter;
    }

    private String levels(int count) {
        return Stream.generate(() -> one(LEVELS)).limit(count).collect(Collectors.joining("/"));
    }

    private boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    private Optional<Boolean> sometimes(int oneIn) {
        return chance(oneIn) ? Optional.of(true) : Optional.empty();
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
