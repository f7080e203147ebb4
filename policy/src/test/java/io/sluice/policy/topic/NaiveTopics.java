/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.topic;

/** The rules of MQTT 5, section 4.7, word for word and without regard to speed. */
final class NaiveTopics {
    private NaiveTopics() {}

    static boolean matches(String filter, String topic) {
        String[] f = filter.split("/", -1);
        String[] t = topic.split("/", -1);
        // 4.7.2: a filter that starts with a wildcard does not match topics that begin with $.
        if (topic.startsWith("$") && (f[0].equals("#") || f[0].equals("+"))) {
            return false;
        }
        return matches(f, 0, t, 0);
    }

    private static boolean matches(String[] f, int i, String[] t, int j) {
        if (i == f.length) {
            return j == t.length;
        }
        // 4.7.1.2: the multi-level wildcard represents the parent and any number of child levels.
        if (f[i].equals("#")) {
            return true;
        }
        if (j == t.length) {
            return false;
        }
        return (f[i].equals("+") || f[i].equals(t[j])) && matches(f, i + 1, t, j + 1);
    }

    /** Level by level, as the contract defines it. */
    static boolean covers(String rule, String filter) {
        String[] r = rule.split("/", -1);
        String[] f = filter.split("/", -1);
        if (f[0].startsWith("$") && (r[0].equals("#") || r[0].equals("+"))) {
            return false;
        }
        return covers(r, 0, f, 0);
    }

    private static boolean covers(String[] r, int i, String[] f, int j) {
        if (i < r.length && r[i].equals("#")) {
            return true;
        }
        if (i == r.length || j == f.length) {
            return i == r.length && j == f.length;
        }
        boolean level = r[i].equals("+") ? !f[j].equals("#") : r[i].equals(f[j]);
        return level && covers(r, i + 1, f, j + 1);
    }
}
