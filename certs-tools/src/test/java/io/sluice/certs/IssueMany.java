/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** A process of its own that issues one certificate after another: folder, prefix of the names, how many. */
final class IssueMany {
    private IssueMany() {}

    public static void main(String[] arguments) throws Exception {
        CaFolder folder = new CaFolder(Path.of(arguments[0]), InstantSource.system(), Optional.empty());
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            String name = arguments[1] + i;
            new Issuing(folder, true)
                    .issue(List.of(
                            Issuing.Wanted.of(EndEntity.client(name), name, KeyKind.ECDSA, 100, Optional.empty())));
        }
    }
}
