// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the passphrase of an exported key store comes from; with neither it is asked for. */
final class ExportOptions {
    @ArgGroup(exclusive = true, multiplicity = "0..1")
    @Nullable
    Source source;

    static final class Source {
        @Option(
                names = "--export-passphrase-file",
                paramLabel = "F",
                description = "the passphrase of the exported file is on the first line of this file")
        @Nullable
        Path file;

        @Option(
                names = "--export-passphrase-fd",
                paramLabel = "N",
                description = "the passphrase of the exported file is read from this open file descriptor")
        @Nullable
        Integer descriptor;
    }

    KeyOptions asKeyOptions() {
        return source == null ? new KeyOptions() : KeyOptions.of(source.file, source.descriptor);
    }
}
