// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.ChangeTracking;

/** A process that changes a chain, or the size of a disk, until it is killed: prints a line, waits for one, goes. */
final class CrashCommand {
    private static final int GROWN_BYTES = 4 << 20;
    private static final int SHRUNK_BYTES = 200 << 10;
    private static final int WINDOW_BYTES = 16 << 10;

    private CrashCommand() {}

    /** What is done. Each can be done again after it was interrupted, also if it had come to its end. */
    enum Kind {
        CHAIN_ENCRYPT,
        CHAIN_DECRYPT,
        CHAIN_REKEY,
        CHAIN_COPY,
        GROW,
        SHRINK;

        boolean isOfChain() {
            return this != GROW && this != SHRINK;
        }

        boolean startsPlain() {
            return this == CHAIN_ENCRYPT || this == CHAIN_COPY;
        }

        boolean endsPlain() {
            return this == CHAIN_DECRYPT;
        }

        /** What is there at the end. */
        Path result(Path disk) {
            return this == CHAIN_COPY ? copyOf(disk).resolve(disk.getFileName()) : disk;
        }

        int sizeAfter(int bytesBefore) {
            return switch (this) {
                case GROW -> GROWN_BYTES;
                case SHRINK -> SHRUNK_BYTES;
                default -> bytesBefore;
            };
        }

        private static Path copyOf(Path disk) {
            return disk.resolveSibling("copy");
        }

        void finish(Path disk, HostKeys keys) throws IOException {
            InPlaceChains chains = new InPlaceChains(new InPlaceMeans(keys, DiskOpening.REAL, WINDOW_BYTES));
            InPlaceOptions options = InPlaceDisks.options(Resilience.CHECKSUM);
            try {
                switch (this) {
                    case CHAIN_ENCRYPT -> chains.encrypt(InPlaceDisks.encryption(disk, options), OtherBranches.REFUSE);
                    case CHAIN_DECRYPT -> chains.decrypt(InPlaceDisks.decryption(disk, options));
                    case CHAIN_REKEY -> chains.rekey(InPlaceDisks.rekeying(disk, options));
                    case CHAIN_COPY -> copy(disk, keys);
                    case GROW -> resize(disk, GROWN_BYTES, keys);
                    case SHRINK -> resize(disk, SHRUNK_BYTES, keys);
                }
            } catch (AlreadyEncryptedException | NotEncryptedException e) {
                requireEnd(e);
            }
        }

        private static void resize(Path disk, int newBytes, HostKeys keys) throws IOException {
            new DiskSizes(keys)
                    .resize(new ResizeRequest(
                            disk,
                            newBytes,
                            Optional.empty(),
                            ResizeRequest.Loss.ACCEPT,
                            ChangeTracking.KEEP,
                            ProgressListener.NONE));
        }

        /** The folder is there with the whole chain, or not at all. */
        private static void copy(Path disk, HostKeys keys) throws IOException {
            if (!Files.exists(copyOf(disk))) {
                new ChainCopies(keys)
                        .encrypt(new EncryptRequest(
                                disk,
                                copyOf(disk),
                                TestKeys.ID,
                                Optional.of(TestKeys.FIXED_KEK.keyId()),
                                XtsCipher.AES_XTS_256,
                                DataUnit.BYTES_512,
                                Optional.empty(),
                                Overwrite.REFUSE,
                                ProgressListener.NONE));
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
