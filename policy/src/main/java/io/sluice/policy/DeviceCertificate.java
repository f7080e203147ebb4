/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy;

import java.util.List;

/**
 * The verified certificate that a device presented.
 *
 * @param subject its distinguished name
 * @param commonName of its subject, empty if there is none
 * @param names the common name and the subject alternative names; {@code match.certificate} is tried on each
 */
public record DeviceCertificate(String subject, String commonName, List<String> names) {
    public DeviceCertificate {
        names = List.copyOf(names);
    }
}
