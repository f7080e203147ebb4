/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import java.util.Locale;

/** Why a verdict is what it is. The labels are stable: they appear in flow records and metrics. */
public enum Reason {
    /** A rule allows it. */
    ALLOWED,
    /** The source address is denied by {@code network}. */
    NETWORK,
    /** No client class matches the CONNECT. */
    NO_CLASS,
    /** What the class needs to present an identity is missing or unusable. */
    CREDENTIALS_MISSING,
    /** A client id is wanted and there is none. */
    EMPTY_CLIENT_ID,
    /** The password stands on the list of refused ones. */
    COMMON_PASSWORD,
    /** The client id is live elsewhere, and may not be taken over from here. */
    TAKEOVER,
    /** The keep alive of a CONNECT is off or longer than {@code max-keep-alive}. */
    KEEP_ALIVE,
    /** The class allows no will, or not this one. */
    WILL,
    /** A deny filter matches. */
    TOPIC_DENIED,
    /** No allow filter matches. */
    TOPIC_NOT_ALLOWED,
    /** More levels than {@code max-topic-levels}. */
    TOPIC_LEVELS,
    /** The MQTT 5 response topic may not be published to. */
    RESPONSE_TOPIC,
    /** A payload larger than the {@code max-size} of the class's {@code payload}. */
    PAYLOAD_SIZE,
    /** A payload that is no UTF-8. */
    PAYLOAD_UTF8,
    /** A payload that is no JSON. */
    PAYLOAD_JSON,
    /** A payload that does not fit the schema. */
    PAYLOAD_SCHEMA,
    /** A payload that holds an unwanted pattern. */
    PAYLOAD_PATTERN,
    /** The retain flag is set where {@code retain = deny}. */
    RETAIN,
    /** The QoS is above {@code max-qos}. */
    QOS,
    /** A wildcard in a SUBSCRIBE where {@code wildcards = deny}. */
    WILDCARD,
    /** A {@code $share} filter that is not {@code $share/group/filter}, or where {@code shared-subscriptions = deny}. */
    SHARED_SUBSCRIPTION,
    /** More subscriptions than {@code max-subscriptions}. */
    SUBSCRIPTIONS,
    /** A packet larger than the limit that applies to it. */
    PACKET_SIZE,
    /** More PUBLISHes than {@code publish-rate}. */
    PUBLISH_RATE,
    /** More bytes than {@code byte-rate}. */
    BYTE_RATE,
    /** The source is banned for what it did before. */
    BANNED,
    /** More connections than {@code limits.connections}. */
    CONNECTIONS,
    /** More connections of one source than {@code limits.connections-per-source}. */
    CONNECTIONS_PER_SOURCE,
    /** More new connections of one source than {@code limits.connect-rate-per-source}. */
    CONNECT_RATE;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The reason in kebab case, such as {@code topic-denied}. */
    public String label() {
        return label;
    }
}
