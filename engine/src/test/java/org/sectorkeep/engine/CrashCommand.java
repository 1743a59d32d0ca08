// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.ChangeTracking;

/** A process that changes a chain, or the size of a disk, until it is killed: prints a line, waits for one, goes. */
final class CrashCommand {
    static final int GROWN_BYTES = 4 << 20;
    private static final int WINDOW_BYTES = 16 << 10;

    private CrashCommand() {}

    /** What is done. Each can be done again after it was interrupted, also if it had come to its end. */
    enum Kind {
        CHAIN_ENCRYPT,
        CHAIN_DECRYPT,
        CHAIN_REKEY,
        GROW;

        boolean isOfChain() {
            return this != GROW;
        }

        void finish(Path disk, HostKeys keys) throws IOException {
            InPlaceChains chains = new InPlaceChains(new InPlaceMeans(keys, DiskOpening.REAL, WINDOW_BYTES));
            InPlaceOptions options = InPlaceDisks.options(Resilience.CHECKSUM);
            try {
                switch (this) {
                    case CHAIN_ENCRYPT -> chains.encrypt(InPlaceDisks.encryption(disk, options), OtherBranches.REFUSE);
                    case CHAIN_DECRYPT -> chains.decrypt(InPlaceDisks.decryption(disk, options));
                    case CHAIN_REKEY -> chains.rekey(InPlaceDisks.rekeying(disk, options));
                    case GROW ->
                        new DiskSizes(keys)
                                .resize(new ResizeRequest(
                                        disk,
                                        GROWN_BYTES,
                                        Optional.empty(),
                                        ResizeRequest.Loss.REFUSE,
                                        ChangeTracking.KEEP,
                                        ProgressListener.NONE));
                }
            } catch (AlreadyEncryptedException | NotEncryptedException e) {
                requireEnd(e);
            }
        }

        private void requireEnd(DiskRefusedException atEnd) throws DiskRefusedException {
            if (this != CHAIN_ENCRYPT && this != CHAIN_DECRYPT) {
                throw atEnd;
            }
        }
    }

    /** Arguments: kind, disk. */
    public static void main(String[] arguments) throws IOException {
        try (HostKeys keys = TestKeys.withFixedKek().hostKeys()) {
            System.out.println("ready");
            if (System.in.read() >= 0) {
                Kind.valueOf(arguments[0]).finish(Path.of(arguments[1]), keys);
            }
        }
    }
}
