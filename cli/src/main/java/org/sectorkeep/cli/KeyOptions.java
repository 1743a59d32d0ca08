// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Where the passphrase of a key store comes from: a file, a file descriptor, or (with neither) a prompt. */
final class KeyOptions {
    @ArgGroup(exclusive = true, multiplicity = "0..1")
    @Nullable
    Source source;

    /** How the options are called, for hints: this with {@code -file} or {@code -fd} behind it. */
    private String flag = "--passphrase";

    static final class Source {
        @Option(
                names = "--passphrase-file",
                paramLabel = "F",
                description = "read the key store's passphrase from the first line of this file")
        @Nullable
        Path file;

        @Option(
                names = "--passphrase-fd",
                paramLabel = "N",
                description = "read the key store's passphrase from this open file descriptor")
        @Nullable
        Integer descriptor;
    }

    static KeyOptions of(@Nullable Path file, @Nullable Integer descriptor) {
        KeyOptions options = new KeyOptions();
        if (file != null || descriptor != null) {
            options.source = new Source();
            options.source.file = file;
            options.source.descriptor = descriptor;
        }
        return options;
    }

    /** These under the name that they have on a command line. */
    KeyOptions named(String name) {
        flag = name;
        return this;
    }

    String hint() {
        return "give it with " + flag + "-file F or " + flag + "-fd N";
    }
}
