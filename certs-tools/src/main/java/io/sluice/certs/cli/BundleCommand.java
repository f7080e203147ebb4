/* SPDX-License-Identifier: Apache-2.0 */
package io.sluice.certs.cli;

import io.sluice.certs.Keeping;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Packs what a device needs. */
@Command(
        name = "bundle",
        mixinStandardHelpOptions = true,
        description =
                "Packs what a device needs into NAME.zip: its certificate, its key, the CA, and a page that says how.")
@SuppressWarnings("NullAway.Init") // picocli sets the annotated fields.
final class BundleCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DEVICE", description = "Whose. Its files are there already.")
    private String name;

    @Option(names = "--force", description = "Replace a file that is there.")
    private boolean force;

    @Mixin
    private FolderOption folder;

    @Override
    public Integer call() {
        return Answer.of(spec, out -> {
            out.println(
                    "wrote " + new Keeping(folder.open(), force).bundle(name) + ": it holds the key, treat it as one");
            return 0;
        });
    }
}
