// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A disk whose bytes are any: it opens, reads at every place that its tables name, and is checked; or it is refused. */
final class FuzzedFile {
    private static final int MAX_READ_BYTES = 1 << 22;
    private static final int PIECE_BYTES = 1 << 16;

    private final Path disk;

    /** A file in a folder of its own, which goes with the process. */
    FuzzedFile() {
        try {
            Path folder = Files.createTempDirectory("fuzz").toRealPath();
            disk = folder.resolve("disk.vmdk");
            folder.toFile().deleteOnExit();
            disk.toFile().deleteOnExit();
            extent().toFile().deleteOnExit();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Path disk() {
        return disk;
    }

    Path extent() {
        return disk.resolveSibling("extent");
    }

    void openAndReadAll() throws IOException {
        try (VirtualDisk opened = Disks.readOnly(disk)) {
            assertThat(opened.checkStructure()).isNotNull();
            long read = 0;
            for (long offset = 0; offset < opened.capacityBytes() && read < MAX_READ_BYTES; ) {
                AllocatedRange range = opened.range(offset, opened.capacityBytes() - offset);
                assertThat(range.lengthBytes()).isPositive();
                if (range.kind() == AllocatedRange.Kind.DATA) {
                    opened.read(offset, ByteBuffer.allocate((int) Math.min(PIECE_BYTES, range.lengthBytes())));
                }
                read += PIECE_BYTES;
                offset += range.lengthBytes();
            }
            opened.read(opened.capacityBytes() - 1, ByteBuffer.allocate(1));
        } catch (VmdkFormatException | UnsupportedDiskException e) {
            assertThat(e.getMessage()).contains("'");
        } catch (NoSuchFileException e) {
            assertThat(e.getReason()).contains("missing, though");
        }
    }
}
