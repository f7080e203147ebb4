/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.net;

/** A text that is no {@link AddressRange}. */
public final class InvalidAddressRange extends Exception {
    private static final long serialVersionUID = 1;

    private final String what;
    private final String mend;

    InvalidAddressRange(String what, String mend) {
        super(what);
        this.what = what;
        this.mend = mend;
    }

    /** What is wrong. */
    public String what() {
        return what;
    }

    /** How to put it right. */
    public String mend() {
        return mend;
    }
}
