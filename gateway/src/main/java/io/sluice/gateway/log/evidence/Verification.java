/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.gateway.log.evidence;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What became of verifying a log.
 *
 * @param fault the first line that is not as it was written, empty when there is none
 * @param notes what was verified, and what nobody can know
 */
public record Verification(Optional<Fault> fault, List<String> notes) {
    /**
     * Where a log was changed.
     *
     * @param line counted from 1; the one behind the last where lines are missing at the end
     */
    public record Fault(Path file, long line, String what) {
        @Override
        public String toString() {
            return file + ":" + line + ": " + what;
        }
    }
}
