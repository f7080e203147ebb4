/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.ocsp;

/** Why there is no response that can be handed on. */
final class OcspFailure extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean isRevocation;

    OcspFailure(String what) {
        this(what, false);
    }

    private OcspFailure(String what, boolean isRevocation) {
        super(what, null, false, false);
        this.isRevocation = isRevocation;
    }

    /** The CA has taken the certificate back. */
    static OcspFailure revoked() {
        return new OcspFailure("the certificate is revoked", true);
    }

    boolean isRevocation() {
        return isRevocation;
    }
}
