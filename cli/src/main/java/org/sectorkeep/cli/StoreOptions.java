// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the passphrase of a key store comes from in a command in which {@code --passphrase-file} may mean another one. */
final class StoreOptions {
    @ArgGroup(exclusive = true, multiplicity = "0..1")
    @Nullable
    Source source;

    static final class Source {
        @Option(
                names = "--store-passphrase-file",
                paramLabel = "F",
                description = "the key store's passphrase is on the first line of this file")
        @Nullable
        Path file;

        @Option(
                names = "--store-passphrase-fd",
                paramLabel = "N",
                description = "the key store's passphrase is read from this open file descriptor")
        @Nullable
        Integer descriptor;
    }

    /** These options, or others where none of these was given. */
    KeyOptions or(KeyOptions others) {
        return source == null ? others : asKeyOptions();
    }

    KeyOptions asKeyOptions() {
        KeyOptions options = source == null ? new KeyOptions() : KeyOptions.of(source.file, source.descriptor);
        return options.named("--store-passphrase");
    }
}
