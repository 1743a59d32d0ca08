// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.StoreProtection;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a new key store is protected: by a passphrase, or by a key file (the default). */
final class ProtectionOptions {
    @ArgGroup(exclusive = true, multiplicity = "0..1")
    @Nullable
    Choice choice;

    static final class Choice {
        @Option(
                names = "--passphrase-file",
                paramLabel = "F",
                description = "protect the store by the passphrase on the first line of this file")
        @Nullable
        Path passphraseFile;

        @Option(
                names = "--passphrase-fd",
                paramLabel = "N",
                description = "protect the store by the passphrase read from this open file descriptor")
        @Nullable
        Integer passphraseDescriptor;

        @Option(names = "--ask-passphrase", description = "protect the store by a passphrase that is asked for")
        boolean ask;

        @Option(
                names = "--key-file",
                paramLabel = "F",
                description = "protect the store by a new key file at this place (default: beside the store)")
        @Nullable
        Path keyFile;
    }

    boolean byPassphrase() {
        return choice != null && choice.keyFile == null;
    }

    StoreProtection protection() {
        if (choice == null) {
            return StoreProtection.keyFile();
        }
        if (choice.keyFile != null) {
            return StoreProtection.keyFile(choice.keyFile);
        }
        KeyOptions source = KeyOptions.of(choice.passphraseFile, choice.passphraseDescriptor);
        return StoreProtection.passphrase(purpose -> Passphrases.toSet(source, purpose));
    }
}
