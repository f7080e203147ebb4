/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.frame;

/**
 * Where the fields of a CONNECT stand, counted from the packet's start (MQTT 3.1.1 and 5, section 3.1).
 *
 * @param body the first byte behind the fixed header
 * @param flags the connect flags
 * @param clientId the length of the client identifier
 * @param willPayload the length of the will's payload, 0 without a will
 * @param credentials behind the client identifier and the will, where the user name would stand
 * @param password the length of the password, 0 without one
 */
public record ConnectLayout(int body, int flags, int clientId, int willPayload, int credentials, int password) {}
