/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.sluice.gateway.admin.AdminToken;
import io.sluice.gateway.net.HostAndPort;
import io.sluice.policy.config.Section;
import java.nio.file.Path;
import java.util.Optional;

/** Reads {@code admin}. */
final class AdminReader {
    private final Path file;

    AdminReader(Path file) {
        this.file = file;
    }

    /** Empty where the endpoint is off, or where something is wrong. */
    Optional<GatewayConfig.Admin> read(Section sluice, ConfigObject object) {
        Section admin = sluice.section("admin");
        String text = admin.string("bind", "127.0.0.1:9883");
        Optional<Path> token =
                new SecretReader(file).read(admin, "token-file", AdminToken.SHORTEST, AdminToken.LONGEST);
        admin.end();
        boolean off =
                isNull(object, "admin") || (object.get("admin") instanceof ConfigObject inner && isNull(inner, "bind"));
        if (off) {
            return Optional.empty();
        }
        Optional<HostAndPort> bind = Binds.read(admin, "bind", text);
        bind.filter(address -> !Binds.isLoopback(address) && token.isEmpty())
                .ifPresent(address -> admin.problem(
                        "bind",
                        "the admin endpoint has no authentication without token-file, and may listen on loopback only",
                        "write token-file = … too, or a loopback address, such as \"127.0.0.1:9883\""));
        return bind.map(address -> new GatewayConfig.Admin(address, token));
    }

    /** Whether a key is there and says null, which switches something off that is on by default. */
    private static boolean isNull(ConfigObject object, String key) {
        ConfigValue value = object.get(key);
        return value != null && value.valueType() == ConfigValueType.NULL;
    }
}
