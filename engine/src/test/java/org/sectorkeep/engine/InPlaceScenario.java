// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.ChangeTracking;

/**
 * One operation on one small disk, to be disturbed.
 *
 * @param operation what is done
 * @param layout how the disk lies in its files
 * @param resilience how the operation survives
 */
record InPlaceScenario(Operation operation, InPlaceDisks.Layout layout, Resilience resilience) {
    static final int CAPACITY_BYTES = 128 << 10;
    static final int WINDOW_BYTES = 32 << 10;

    /** What can be done in place. */
    enum Operation {
        ENCRYPT,
        DECRYPT,
        REKEY
    }

    /** A disk that is ready for the operation, in an empty folder; returns what opens it. */
    Path prepare(Path folder, int capacityBytes, HostKeys keys) throws IOException {
        Path plain = InPlaceDisks.plain(folder, layout, capacityBytes, 7);
        if (operation == Operation.ENCRYPT) {
            return plain;
        }
        InPlaceOptions options = InPlaceDisks.options(Resilience.CHECKSUM);
        return new InPlaceEncryption(new InPlaceMeans(keys, new FolderLayer(FolderLayer.NEVER), WINDOW_BYTES))
                .encrypt(InPlaceDisks.encryption(plain, options))
                .disk();
    }

    /** The content, before and after. */
    byte[] content(Path folder, int capacityBytes) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("content"));
        byte[] content = InPlaceDisks.content(InPlaceDisks.plain(copy, layout, capacityBytes, 7));
        TestDisks.deleteFolder(copy);
        return content;
    }

    InPlaceResult run(Path disk, InPlaceMeans means, ProgressListener progress) throws IOException {
        InPlaceEncryption inPlace = new InPlaceEncryption(means);
        InPlaceOptions options = new InPlaceOptions(resilience, ChangeTracking.KEEP, Long.MAX_VALUE, progress);
        return switch (operation) {
            case ENCRYPT -> inPlace.encrypt(InPlaceDisks.encryption(disk, options));
            case DECRYPT -> inPlace.decrypt(InPlaceDisks.decryption(disk, options));
            case REKEY -> inPlace.rekey(InPlaceDisks.rekeying(disk, options));
        };
    }

    /** Begins, or goes on with, the operation on a disk that is to be used meanwhile. */
    OnlineDisk begin(Path disk, InPlaceMeans means, ProgressListener progress) throws IOException {
        InPlaceEncryption inPlace = new InPlaceEncryption(means);
        InPlaceOptions options = new InPlaceOptions(resilience, ChangeTracking.KEEP, Long.MAX_VALUE, progress);
        return switch (operation) {
            case ENCRYPT -> inPlace.encryptOnline(InPlaceDisks.encryption(disk, options));
            case DECRYPT -> inPlace.decryptOnline(InPlaceDisks.decryption(disk, options));
            case REKEY -> inPlace.rekeyOnline(InPlaceDisks.rekeying(disk, options));
        };
    }

    /** Repeats the command after a disturbance, unless it had come to its end, and looks at the result. */
    void finishAndRequire(Path disk, HostKeys keys, byte[] content) throws IOException {
        InPlaceMeans means = new InPlaceMeans(keys, new FolderLayer(FolderLayer.NEVER), WINDOW_BYTES);
        try {
            run(disk, means, ProgressListener.NONE);
        } catch (AlreadyEncryptedException | NotEncryptedException e) {
            assertThat(operation).isNotEqualTo(Operation.REKEY);
        }
        Path opened = InPlaceDisks.opened(disk);
        assertThat(operation == Operation.DECRYPT ? InPlaceDisks.content(opened) : InPlaceDisks.content(opened, keys))
                .isEqualTo(content);
        assertThat(InPlaceDisk.journalOf(opened)).doesNotExist();
        assertThat(DiskInfo.read(opened).operation()).isEmpty();
    }
}
