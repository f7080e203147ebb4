/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.it.model;

/** What a run amounted to. */
public final class Tally {
    private int sessions;
    private int published;
    private int delivered;
    private int denied;

    void session() {
        sessions++;
    }

    void sent(Side side, Verdict verdict) {
        if (side == Side.DEVICE) {
            published++;
        } else {
            delivered++;
        }
        if (verdict == Verdict.DENIED) {
            denied++;
        }
    }

    public int sessions() {
        return sessions;
    }

    /** Messages of both sides. */
    public int messages() {
        return published + delivered;
    }

    /** Messages that had to go nowhere. */
    public int denied() {
        return denied;
    }

    @Override
    public String toString() {
        return sessions + " sessions, " + published + " published, " + delivered + " delivered, " + denied
                + " of them denied";
    }
}
