/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A device as a story tells of it: MQTT 3.1.1 from 10.20.0.7 on the listener {@code lan} unless said otherwise. */
record Device(ConnectRequest request) {

    static Device named(String clientId) {
        return new Device(new ConnectRequest(
                address("10.20.0.7"),
                "lan",
                4,
                clientId,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                60,
                Optional.empty()));
    }

    Device from(String source) {
        ConnectRequest r = request;
        return with(
                address(source),
                r.listener(),
                r.protocolLevel(),
                r.username(),
                r.password(),
                r.certificate(),
                r.keepAliveSeconds(),
                r.will());
    }

    Device on(String listener) {
        ConnectRequest r = request;
        return with(
                r.source(),
                listener,
                r.protocolLevel(),
                r.username(),
                r.password(),
                r.certificate(),
                r.keepAliveSeconds(),
                r.will());
    }

    Device speaking(int level) {
        ConnectRequest r = request;
        return with(
                r.source(),
                r.listener(),
                level,
                r.username(),
                r.password(),
                r.certificate(),
                r.keepAliveSeconds(),
                r.will());
    }

    Device as(String username, boolean password) {
        return as(username, password ? Optional.of(Password.forgotten()) : Optional.empty());
    }

    Device as(String username, String password) {
        return as(username, Optional.of(Password.of(password.getBytes(UTF_8))));
    }

    private Device as(String username, Optional<Password> password) {
        ConnectRequest r = request;
        return with(
                r.source(),
                r.listener(),
                r.protocolLevel(),
                Optional.of(username),
                password,
                r.certificate(),
                r.keepAliveSeconds(),
                r.will());
    }

    Device certified(String commonName, String... otherNames) {
        ConnectRequest r = request;
        List<String> names = new ArrayList<>(List.of(otherNames));
        names.add(0, commonName);
        DeviceCertificate certificate = new DeviceCertificate("CN=" + commonName, commonName, names);
        return with(
                r.source(),
                r.listener(),
                r.protocolLevel(),
                r.username(),
                r.password(),
                Optional.of(certificate),
                r.keepAliveSeconds(),
                r.will());
    }

    Device keepingAlive(int seconds) {
        ConnectRequest r = request;
        return with(
                r.source(),
                r.listener(),
                r.protocolLevel(),
                r.username(),
                r.password(),
                r.certificate(),
                seconds,
                r.will());
    }

    Device leaving(Will will) {
        ConnectRequest r = request;
        return with(
                r.source(),
                r.listener(),
                r.protocolLevel(),
                r.username(),
                r.password(),
                r.certificate(),
                r.keepAliveSeconds(),
                Optional.of(will));
    }

    private Device with(
            InetAddress source,
            String listener,
            int level,
            Optional<String> username,
            Optional<Password> password,
            Optional<DeviceCertificate> certificate,
            int keepAlive,
            Optional<Will> will) {
        return new Device(new ConnectRequest(
                source, listener, level, request.clientId(), username, password, certificate, keepAlive, will));
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    SessionPolicy admittedBy(Policy policy) {
        if (policy.connect(request) instanceof ConnectDecision.Admitted admitted) {
            return admitted.policy();
        }
        throw new AssertionError("refused: " + policy.connect(request));
    }

    Verdict refusedBy(Policy policy) {
        if (policy.connect(request) instanceof ConnectDecision.Refused refused) {
            return refused.verdict();
        }
        throw new AssertionError("admitted: " + request);
    }

    static Verdict publish(SessionPolicy session, String topic) {
        return publish(session, topic, 0, false);
    }

    static Verdict publish(SessionPolicy session, String topic, int qos, boolean retain) {
        byte[] bytes = topic.getBytes(UTF_8);
        return session.publish(bytes, 0, bytes.length, qos, retain);
    }

    static Verdict subscribe(SessionPolicy session, String filter) {
        byte[] bytes = filter.getBytes(UTF_8);
        return session.subscribe(bytes, 0, bytes.length);
    }

    static Verdict deliver(SessionPolicy session, String topic) {
        byte[] bytes = topic.getBytes(UTF_8);
        return session.deliver(bytes, 0, bytes.length);
    }

    static Verdict respond(SessionPolicy session, String topic) {
        byte[] bytes = topic.getBytes(UTF_8);
        return session.responseTopic(bytes, 0, bytes.length);
    }
}
