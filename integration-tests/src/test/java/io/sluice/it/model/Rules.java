/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The policy of one class of devices, for the gateway to be configured with and for the oracle to know.
 *
 * @param name of the class; its devices have client ids that begin with it
 * @param stripsRetain clears the retain flag of what is published, which is left alone otherwise
 */
public record Rules(
        String name,
        List<String> publishAllow,
        List<String> publishDeny,
        List<String> subscribeAllow,
        List<String> subscribeDeny,
        boolean stripsRetain) {

    /** As an entry of {@code policy.classes}. */
    public String text() {
        return """
                { name = %s, match { client-id = ["%s-*"] }
                  publish { allow = %s, deny = %s }, subscribe { allow = %s, deny = %s }
                  retain = %s, wildcards = allow
                  limits { max-qos = 2, max-packet-size = 128KiB, max-subscriptions = unlimited, max-topic-levels = unlimited
                           publish-rate = unlimited, byte-rate = unlimited } }
                """
                .formatted(
                        name,
                        name,
                        list(publishAllow),
                        list(publishDeny),
                        list(subscribeAllow),
                        list(subscribeDeny),
                        stripsRetain ? "strip" : "allow");
    }

    private static String list(List<String> filters) {
        return filters.stream().map(filter -> '"' + filter + '"').collect(Collectors.joining(", ", "[", "]"));
    }
}
