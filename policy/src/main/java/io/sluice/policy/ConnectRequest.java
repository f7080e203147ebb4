/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import java.net.InetAddress;
import java.util.Optional;

/**
 * What the policy needs to know of a CONNECT and of the connection that it came by.
 *
 * @param source the address of the device
 * @param listener the name of the listener
 * @param protocolLevel 3 (MQTT 3.1), 4 (3.1.1) or 5
 * @param clientId empty when the broker is to assign one
 * @param password {@link Password#forgotten} of a live session
 * @param certificate absent without a verified client certificate
 * @param keepAliveSeconds 0 to 65,535; 0 turns keep alive off
 */
public record ConnectRequest(
        InetAddress source,
        String listener,
        int protocolLevel,
        String clientId,
        Optional<String> username,
        Optional<Password> password,
        Optional<DeviceCertificate> certificate,
        int keepAliveSeconds,
        Optional<Will> will) {

    /** Without what is not to be kept for as long as a session lives. */
    public ConnectRequest withoutSecrets() {
        return new ConnectRequest(
                source,
                listener,
                protocolLevel,
                clientId,
                username,
                password.map(secret -> Password.forgotten()),
                certificate,
                keepAliveSeconds,
                will.map(Will::withoutPayload));
    }
}
