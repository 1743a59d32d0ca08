// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.CreateType;

/** Headers beside encrypted disks. */
class LuksHeadersTest {
    private static final int CAPACITY_BYTES = (1 << 20) + 4096;

    @TempDir
    private Path folder;

    private final HostKeys keys = TestKeys.host();
    private final LuksHeaders headers = LuksFixture.headers(keys);

    @AfterEach
    void forgetKeys() {
        keys.close();
    }

    private Path disk(CreateType type, DataUnit unit) throws IOException {
        return TestDisks.encrypted(folder, keys, type, unit, CAPACITY_BYTES, true);
    }

    private LuksHeaderRequest request(Path disk, LuksVersion version) {
        return new LuksHeaderRequest(
                disk, folder.resolve("disk.hdr"), version, LuksPlacement.ATTACHED, Overwrite.REFUSE);
    }

    @ParameterizedTest
    @CsvSource({"LUKS1, BYTES_512", "LUKS2, BYTES_512", "LUKS2, BYTES_4096"})
    void aHeaderBeforeTheFlatFileMakesALuksFileOfIt(LuksVersion version, DataUnit unit) throws IOException {
        Path disk = disk(CreateType.MONOLITHIC_FLAT, unit);
        LuksHeaderResult made = headers.write(request(disk, version));
        assertThat(made.content()).isEqualTo(folder.resolve("disk-flat.vmdk").toRealPath());
        assertThat(Files.size(made.file())).isEqualTo(made.headerBytes());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.file())))
                .isEqualTo("rw-------");
        assertThat(made.warnings()).isNotEmpty();

        Path whole = folder.resolve("whole.luks");
        Files.copy(made.file(), whole);
        try (OutputStream behind = Files.newOutputStream(whole, StandardOpenOption.APPEND)) {
            Files.copy(made.content(), behind);
        }
        Path back = folder.resolve("back.raw");
        LuksFixture.byPassphrase(keys, LuksFixture.SECRET).decrypt(DecryptRequest.of(whole, back));
        assertThat(Files.readAllBytes(back)).isEqualTo(TestDisks.randomBytes(CAPACITY_BYTES, CAPACITY_BYTES));
        if (version == LuksVersion.LUKS2) {
            assertThat(DiskInfo.read(whole).encryption())
                    .isEqualTo(DiskInfo.read(disk).encryption());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDetachedHeaderSaysThatTheContentIsElsewhere(LuksVersion version) throws IOException {
        Path disk = disk(CreateType.MONOLITHIC_FLAT, DataUnit.BYTES_512);
        Path file = folder.resolve("disk.hdr");
        headers.write(new LuksHeaderRequest(disk, file, version, LuksPlacement.DETACHED, Overwrite.REFUSE));
        DiskInfo info = DiskInfo.read(file);
        assertThat(info.luks().orElseThrow().payloadOffsetBytes()).isZero();
        assertThat(info.capacityBytes()).isZero();
        assertThatThrownBy(() -> LuksFixture.byPassphrase(keys, LuksFixture.SECRET)
                        .decrypt(DecryptRequest.of(file, folder.resolve("back.raw"))))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("without its content");
    }

    @ParameterizedTest
    @EnumSource(names = {"MONOLITHIC_SPARSE", "TWO_GB_MAX_EXTENT_SPARSE"})
    void aSparseDiskHasNoFlatRun(CreateType type) throws IOException {
        Path disk = disk(type, DataUnit.BYTES_512);
        assertThatThrownBy(() -> headers.write(request(disk, LuksVersion.LUKS2)))
                .isInstanceOf(NotOneFlatRunException.class)
                .hasMessageContaining(type.label());
        assertThat(folder.resolve("disk.hdr")).doesNotExist();
    }

    @Test
    void aDiskInTwoFilesHasNoFlatRun() throws IOException {
        Path disk = disk(CreateType.TWO_GB_MAX_EXTENT_FLAT, DataUnit.BYTES_512);
        TestDisks.splitFlat(disk, 512 << 10);
        assertThatThrownBy(() -> headers.write(request(disk, LuksVersion.LUKS2)))
                .isInstanceOf(NotOneFlatRunException.class)
                .hasMessageContaining("2 extents");
    }

    @Test
    void anExtentThatIsNotTheWholeFileIsNoFlatRun() throws IOException {
        Path disk = disk(CreateType.MONOLITHIC_FLAT, DataUnit.BYTES_512);
        Path flat = folder.resolve("disk-flat.vmdk");
        Files.write(flat, new byte[512], StandardOpenOption.APPEND);
        assertThatThrownBy(() -> headers.write(request(disk, LuksVersion.LUKS2)))
                .isInstanceOf(NotOneFlatRunException.class)
                .hasMessageContaining("of a file of " + (CAPACITY_BYTES + 512));
    }

    @Test
    void luks1HasNoPlaceForLargeDataUnits() throws IOException {
        Path disk = disk(CreateType.MONOLITHIC_FLAT, DataUnit.BYTES_4096);
        assertThatThrownBy(() -> headers.write(request(disk, LuksVersion.LUKS1)))
                .isInstanceOf(DiskRefusedException.class)
                .hasMessageContaining("4096");
    }

    @Test
    void aPlainDiskHasNoKeyToPutAHeaderAround() throws IOException {
        Path raw = TestDisks.raw(folder.resolve("plain.raw"), 4096, true);
        assertThatThrownBy(() -> headers.write(request(raw, LuksVersion.LUKS2)))
                .isInstanceOf(NotEncryptedException.class);
    }

    @Test
    void whatIsThereIsKeptAndTheDiskEvenByForce() throws IOException {
        Path disk = disk(CreateType.MONOLITHIC_FLAT, DataUnit.BYTES_512);
        LuksHeaderRequest request = request(disk, LuksVersion.LUKS1);
        Files.writeString(request.file(), "keep me");
        assertThatThrownBy(() -> headers.write(request)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(request.file()).hasContent("keep me");
        for (String name : new String[] {"disk.vmdk", "disk-flat.vmdk"}) {
            LuksHeaderRequest onto = new LuksHeaderRequest(
                    disk, folder.resolve(name), LuksVersion.LUKS1, LuksPlacement.ATTACHED, Overwrite.REPLACE);
            assertThatThrownBy(() -> headers.write(onto)).isInstanceOf(DestinationIsSourceException.class);
        }
        headers.write(new LuksHeaderRequest(
                disk, request.file(), LuksVersion.LUKS1, LuksPlacement.ATTACHED, Overwrite.REPLACE));
        assertThat(DiskInfo.read(request.file()).createType()).isEqualTo("luks1");
    }
}
