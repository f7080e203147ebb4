/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.rule;

/**
 * One rule of the configuration, as the cause that a verdict names.
 *
 * @param text what an operator recognises, such as {@code class sensors: publish deny "sensors/+/firmware"}
 * @param origin where it is written; for a default, where it could have been written
 */
public record Rule(String text, Origin origin) {

    @Override
    public String toString() {
        return origin + ": " + text;
    }
}
