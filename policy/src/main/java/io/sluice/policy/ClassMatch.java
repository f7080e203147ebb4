/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import io.sluice.policy.net.AddressTable;
import io.sluice.policy.rule.Rule;
import java.util.List;
import java.util.Set;

/**
 * Which CONNECTs a class governs: those that fit every list that is not empty.
 *
 * @param sources ranges, with the rule of each
 * @param listeners names, exact
 * @param clientIds never fit an empty client id
 * @param usernames never fit an absent user name
 * @param certificates fit any name of the device's certificate, never an absent certificate
 */
public record ClassMatch(
        AddressTable<Rule> sources,
        Set<String> listeners,
        List<Glob> clientIds,
        List<Glob> usernames,
        List<Glob> certificates) {

    public ClassMatch {
        listeners = Set.copyOf(listeners);
        clientIds = List.copyOf(clientIds);
        usernames = List.copyOf(usernames);
        certificates = List.copyOf(certificates);
    }

    public boolean fits(ConnectRequest request) {
        return (sources.isEmpty() || sources.lookup(request.source()).isPresent())
                && (listeners.isEmpty() || listeners.contains(request.listener()))
                && (clientIds.isEmpty() || (!request.clientId().isEmpty() && anyMatches(clientIds, request.clientId())))
                && (usernames.isEmpty()
                        || request.username()
                                .filter(name -> anyMatches(usernames, name))
                                .isPresent())
                && (certificates.isEmpty()
                        || request.certificate().stream()
                                .flatMap(certificate -> certificate.names().stream())
                                .anyMatch(name -> anyMatches(certificates, name)));
    }

    private static boolean anyMatches(List<Glob> globs, String value) {
        return globs.stream().anyMatch(glob -> glob.matches(value));
    }
}
