// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.engine.LuksConversion;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How a LUKS source is opened, beside {@code --passphrase-file}, which is its passphrase then. */
final class LuksOptions {
    @Option(
            names = "--luks-header",
            paramLabel = "H",
            description = "the LUKS header of SRC is in this file; then, and for luks1 and luks2, --passphrase-file is"
                    + " the passphrase of LUKS")
    @Nullable
    Path header;

    @Mixin
    final StoreOptions store = new StoreOptions();

    /** Whether a source is opened by a LUKS header. */
    boolean isLuks(Path source) throws IOException {
        return header != null || LuksConversion.isLuks(source);
    }

    LuksSession open(Context context, KeyOptions passphrase) throws IOException {
        return LuksSession.open(context, passphrase, store, header);
    }
}
