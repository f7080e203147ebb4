/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.IndexEntry;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists what was issued. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists what the CA has issued: good, over or revoked, until when, serial number, file.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class ListCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private FolderOption folder;

    @Override
    public Integer call() {
        return Answer.of(spec, out -> {
            List<IndexEntry> entries = folder.open().index().entries();
            Instant now = Instant.now();
            for (IndexEntry entry : entries) {
                String state =
                        entry.revoked().isPresent() ? "revoked" : now.isAfter(entry.notAfter()) ? "over" : "good";
                out.printf(
                        "%-7s  %s  %s  %s%n",
                        state, entry.notAfter(), entry.serial().toString(16), entry.file());
            }
            if (entries.isEmpty()) {
                out.println("nothing was issued yet");
            }
            return 0;
        });
    }
}
