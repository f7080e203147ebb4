/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.ClassSettings.Permission;
import io.sluice.policy.rule.Rule;
import java.util.Optional;

/**
 * What a class asks of the client behind a CONNECT, each with its rule.
 *
 * @param emptyClientId whether the broker may assign the client id
 * @param credentialsRequired whether a CONNECT needs a user name and a password
 * @param refusedPasswords passwords that are no better than none
 * @param takeover whether a client id that is live may be taken over from another address or with another certificate
 */
public record ClientRules(
        Setting<Permission> emptyClientId,
        Setting<Boolean> credentialsRequired,
        Setting<PasswordList> refusedPasswords,
        Setting<Permission> takeover) {

    /** Asks nothing. */
    public static ClientRules none(Rule rule) {
        return new ClientRules(
                new Setting<>(Permission.ALLOW, rule),
                new Setting<>(false, rule),
                new Setting<>(PasswordList.empty(), rule),
                new Setting<>(Permission.ALLOW, rule));
    }

    /** Why a CONNECT is refused, empty if it is not. */
    Optional<Verdict.Refuse> refusal(ConnectRequest request) {
        if (request.clientId().isEmpty() && emptyClientId.value() == Permission.DENY) {
            return Optional.of(new Verdict.Refuse(Reason.EMPTY_CLIENT_ID, emptyClientId.rule()));
        }
        if (credentialsRequired.value()
                && (request.username().isEmpty() || request.password().isEmpty())) {
            return Optional.of(new Verdict.Refuse(Reason.CREDENTIALS_MISSING, credentialsRequired.rule()));
        }
        if (request.password().filter(refusedPasswords.value()::holds).isPresent()) {
            return Optional.of(new Verdict.Refuse(Reason.COMMON_PASSWORD, refusedPasswords.rule()));
        }
        return Optional.empty();
    }
}
