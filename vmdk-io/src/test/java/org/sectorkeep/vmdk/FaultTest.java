// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call that changes a file fails once, in one run each. */
@Tag("crash")
class FaultTest {
    private static final int CAPACITY_BYTES = 300 * 512;

    @TempDir
    Path folder;

    private static byte[] piece(int offset) {
        byte[] piece = new byte[30_000];
        Arrays.fill(piece, (byte) (offset / 30_000 + 1));
        return piece;
    }

    /** A failure is reported, and what was flushed before it is there afterwards. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void writingFailsWithAWordAndLosesNothingFlushed(boolean preallocated) throws IOException {
        boolean failed = true;
        for (int call = 0; failed; call++) {
            FileUtils.cleanDirectory(folder.toFile());
            TestSparse sparse = preallocated ? TestSparse.preallocated(300, 3) : TestSparse.withoutTables(300, 3);
            Path path = sparse.write(folder.resolve("disk.vmdk"), 0);
            FailingFiles files = new FailingFiles(call);
            int flushedBytes = writeUntilItFails(files, path);
            failed = files.hasFailed();
            assertThat(flushedBytes == CAPACITY_BYTES / 30_000 * 30_000).isEqualTo(!failed);
            requireWritten(path, flushedBytes);
        }
    }

    private static int writeUntilItFails(FailingFiles files, Path path) throws IOException {
        int flushed = 0;
        try (VirtualDisk disk = VirtualDisk.open(files, path, VirtualDisk.Access.READ_WRITE)) {
            for (int offset = 0; offset + 30_000 <= CAPACITY_BYTES; offset += 30_000) {
                disk.write(offset, ByteBuffer.wrap(piece(offset)));
                disk.flush();
                flushed = offset + 30_000;
            }
        } catch (IOException e) {
            assertThat(e).hasStackTraceContaining(FailingFiles.MESSAGE);
            return Math.min(flushed, CAPACITY_BYTES / 30_000 * 30_000 - 30_000);
        }
        return flushed;
    }

    private static void requireWritten(Path path, int flushedBytes) throws IOException {
        try (VirtualDisk disk = Disks.quickReadWrite(path)) {
            for (int offset = 0; offset < flushedBytes; offset += 30_000) {
                assertThat(Disks.read(disk, offset, 30_000)).isEqualTo(piece(offset));
            }
            assertThat(disk.checkStructure())
                    .noneMatch(finding -> finding.severity() == StructureFinding.Severity.DAMAGED);
        }
    }

    /** The next force would succeed and say nothing of what the failed one lost. */
    @Test
    void afterAForceThatFailedAFlatDiskTakesNoMoreWrites() throws IOException {
        Path path = Files.write(folder.resolve("disk.raw"), new byte[CAPACITY_BYTES]);
        VirtualDisk disk = VirtualDisk.open(new FailingFiles(1), path, VirtualDisk.Access.READ_WRITE);
        disk.write(0, ByteBuffer.wrap(piece(0)));
        assertThatThrownBy(disk::flush).hasMessageContaining(FailingFiles.MESSAGE);
        assertThatThrownBy(disk::flush).hasMessageContaining("takes no more writes");
        assertThatThrownBy(() -> disk.write(0, ByteBuffer.wrap(piece(0)))).hasMessageContaining("takes no more writes");
        assertThatThrownBy(disk::close).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = CreateType.class,
            names = {"MONOLITHIC_SPARSE", "TWO_GB_MAX_EXTENT_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_FLAT", "RAW"
            })
    void makingADiskFailsWithoutATrace(CreateType type) throws IOException {
        boolean failed = true;
        int call = 0;
        for (; failed; call++) {
            FileUtils.cleanDirectory(folder.toFile());
            FailingFiles files = new FailingFiles(call);
            make(files, type, NewDisk.Existing.REFUSE);
            failed = files.hasFailed();
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.toList().isEmpty()).isEqualTo(failed);
            }
        }
        assertThat(call).isGreaterThan(4);
        assertThat(Disks.readAll(folder.resolve("a.img"))).startsWith(piece(0));
    }

    private void make(FailingFiles files, CreateType type, NewDisk.Existing existing) throws IOException {
        try (NewDisk disk = NewDisk.create(
                files, folder.resolve("a.img"), type, CAPACITY_BYTES, existing, UnaryOperator.identity())) {
            disk.disk().write(0, ByteBuffer.wrap(piece(0)));
            disk.commit();
        } catch (IOException e) {
            assertThat(e).hasStackTraceContaining(FailingFiles.MESSAGE);
            assertThat(files.hasFailed()).isTrue();
        }
    }

    /** The old descriptor or the new one, and no litter. */
    @ParameterizedTest
    @EnumSource(
            value = CreateType.class,
            names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT"})
    void changingADescriptorFailsWholly(CreateType type) throws IOException {
        boolean failed = true;
        for (int call = 0; failed; call++) {
            FileUtils.cleanDirectory(folder.toFile());
            Path path = Disks.create(folder.resolve("a.vmdk"), type, 512);
            FailingFiles files = new FailingFiles(call);
            try (VirtualDisk disk = VirtualDisk.open(files, path, VirtualDisk.Access.READ_WRITE)) {
                disk.updateDescriptor(descriptor -> descriptor.with("sectorkeep.test", "new"));
            } catch (IOException e) {
                assertThat(e).hasStackTraceContaining(FailingFiles.MESSAGE);
            }
            failed = files.hasFailed();
            try (VirtualDisk disk = Disks.quickReadWrite(path)) {
                assertThat(disk.descriptor().value("sectorkeep.test").orElse("old"))
                        .isIn(failed ? "old" : "new", "new");
                assertThat(disk.descriptor().value("createType")).contains(type.label());
            }
            try (Stream<Path> left = Files.list(folder)) {
                assertThat(left.map(each -> each.getFileName().toString()))
                        .allMatch(name -> name.equals("a.vmdk") || name.equals("a-flat.vmdk"));
            }
        }
    }
}
