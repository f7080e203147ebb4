/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.policy.rule;

/**
 * A place in the configuration.
 *
 * @param file the file as it was named when it was read, or a description of another source
 * @param line from 1; 0 where the source has no lines
 */
public record Origin(String file, int line) {

    @Override
    public String toString() {
        return line > 0 ? file + ":" + line : file;
    }
}
