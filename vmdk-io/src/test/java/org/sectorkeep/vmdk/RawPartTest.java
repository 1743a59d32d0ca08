// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Raw disks behind the header of another format. */
class RawPartTest {
    @TempDir
    private Path folder;

    private Path file(int lengthBytes) throws IOException {
        byte[] bytes = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            bytes[i] = (byte) (i / 512 + 1);
        }
        return Files.write(folder.resolve("part.vmdk"), bytes);
    }

    @Test
    void aPartOfAnyFileIsADiskOfItsOwn() throws IOException {
        Path file = file(4096);
        try (VirtualDisk part = VirtualDisk.openPart(file, Access.READ_WRITE, 1024, 1536)) {
            assertThat(part.createType()).isEqualTo(CreateType.RAW);
            assertThat(part.capacityBytes()).isEqualTo(1536);
            ByteBuffer content = ByteBuffer.allocate(1536);
            part.read(0, content);
            assertThat(content.get(0)).isEqualTo((byte) 3);
            assertThat(content.get(1535)).isEqualTo((byte) 5);
            part.write(0, ByteBuffer.wrap(new byte[512]));
            assertThatThrownBy(() -> part.write(1536, ByteBuffer.allocate(1)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        byte[] after = Files.readAllBytes(file);
        assertThat(after[1023]).isEqualTo((byte) 2);
        assertThat(Arrays.copyOfRange(after, 1024, 1536)).containsOnly(0);
        assertThat(after[1536]).isEqualTo((byte) 4);
    }

    @Test
    void readersOfDifferentPartsShareAFileAndAWriterDoesNot() throws IOException {
        Path file = file(4096);
        try (VirtualDisk first = VirtualDisk.openPart(file, Access.READ_ONLY, 0, 512);
                VirtualDisk second = VirtualDisk.openPart(file, Access.READ_ONLY, 512, 3584)) {
            assertThat(first.capacityBytes() + second.capacityBytes()).isEqualTo(4096);
            assertThatThrownBy(() -> VirtualDisk.openPart(file, Access.READ_WRITE, 0, 512))
                    .isInstanceOf(DiskInUseException.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 512", "-512, 512", "0, 0", "0, 511", "0, -512"})
    void aPartIsOfWholeSectors(long offsetBytes, long lengthBytes) throws IOException {
        Path file = file(4096);
        assertThatThrownBy(() -> VirtualDisk.openPart(file, Access.READ_ONLY, offsetBytes, lengthBytes))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 4608", "4096, 512", "9223372036854775296, 512"})
    void aPartBeyondTheFileIsRefused(long offsetBytes, long lengthBytes) throws IOException {
        Path file = file(4096);
        assertThatThrownBy(() -> VirtualDisk.openPart(file, Access.READ_ONLY, offsetBytes, lengthBytes))
                .isInstanceOf(VmdkFormatException.class);
    }

    @Test
    void aRawFileIsMadeWithRoomBeforeTheDisk() throws IOException {
        Path target = folder.resolve("new.img");
        try (NewDisk made = NewDisk.createRaw(target, 2048, 1024, NewDisk.Existing.REFUSE)) {
            assertThat(made.disk().capacityBytes()).isEqualTo(1024);
            made.disk().write(512, ByteBuffer.wrap(new byte[] {7}));
            made.writeLead(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            assertThatThrownBy(() -> made.writeLead(ByteBuffer.allocate(2049)))
                    .isInstanceOf(IllegalArgumentException.class);
            made.commit();
        }
        byte[] expected = new byte[3072];
        expected[0] = 1;
        expected[1] = 2;
        expected[2] = 3;
        expected[2560] = 7;
        assertThat(Files.readAllBytes(target)).isEqualTo(expected);
        assertThatThrownBy(() -> NewDisk.createRaw(target, 0, 512, NewDisk.Existing.REFUSE))
                .isInstanceOf(FileAlreadyExistsException.class);
    }

    @Test
    void withoutACommitNothingIsLeft() throws IOException {
        NewDisk.createRaw(folder.resolve("new.img"), 512, 512, NewDisk.Existing.REFUSE)
                .close();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"-512, 512", "1, 512", "9223372036854775296, 512", "0, 0", "0, 100"})
    void sizesThatCannotBeAreRefused(long leadBytes, long capacityBytes) {
        assertThatThrownBy(() ->
                        NewDisk.createRaw(folder.resolve("new.img"), leadBytes, capacityBytes, NewDisk.Existing.REFUSE))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
