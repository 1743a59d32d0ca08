// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holes of files that are open: what is said to be one holds nothing but zeroes. */
class OpenFileHolesTest {
    private static final int DATA_BYTES = 65536;
    private static final int DATA_OFFSET_BYTES = 4 << 20;
    private static final int FILE_BYTES = 8 << 20;

    @TempDir
    Path folder;

    private FileChannel holey() throws IOException {
        FileChannel file = FileChannel.open(
                folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        file.write(ByteBuffer.wrap(new byte[] {1}), FILE_BYTES - 1);
        byte[] data = new byte[DATA_BYTES];
        data[0] = 1;
        data[DATA_BYTES - 1] = 1;
        file.write(ByteBuffer.wrap(data), DATA_OFFSET_BYTES);
        return file;
    }

    @Test
    void endBeforeTheDataAndBeginBehindIt() throws IOException {
        try (FileChannel file = holey()) {
            assertThat(file.isOpen()).isTrue();
            OpenFileHoles holes = OpenFileHoles.of(folder.resolve("file")).orElseThrow();
            assertThat(holes.holeEndBytes(0)).isBetween(0L, (long) DATA_OFFSET_BYTES);
            assertThat(holes.holeEndBytes(DATA_OFFSET_BYTES)).isEqualTo(DATA_OFFSET_BYTES);
            assertThat(holes.dataEndBytes(DATA_OFFSET_BYTES)).isGreaterThanOrEqualTo(DATA_OFFSET_BYTES + DATA_BYTES);
        }
    }

    /** The other descriptor may be closed, and its number be another file's, while the answer is in use. */
    @Test
    void areNotToldOfAFileThatIsOpenTwice() throws IOException {
        Path path = folder.resolve("file");
        try (FileChannel file = holey()) {
            try (FileChannel other = FileChannel.open(path, StandardOpenOption.READ)) {
                assertThat(other.size()).isEqualTo(file.size());
                assertThat(OpenFileHoles.of(path)).isEmpty();
            }
            assertThat(OpenFileHoles.of(path)).isPresent();
        }
        assertThat(OpenFileHoles.of(path)).isEqualTo(Optional.empty());
    }
}
