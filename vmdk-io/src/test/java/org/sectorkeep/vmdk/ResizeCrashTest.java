// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever a power cut, or an error, leaves of a disk that gets another size: the old size or the new one, and all content. */
@Tag("crash")
class ResizeCrashTest {
    private static final int SMALL_BYTES = (1 << 20) + 512;

    private static final int CONTENT_BYTES = 300 << 10;

    @TempDir
    private Path folder;

    private int attempt;

    /** In a sparse file beyond what the first grain tables hold. */
    private static int largeBytes(CreateType type) {
        return ((type == CreateType.MONOLITHIC_SPARSE ? 33 : 2) << 20) + 1024;
    }

    private Path newFolder() throws IOException {
        return Files.createDirectory(folder.toRealPath().resolve("d" + attempt++));
    }

    private Path disk(CreateType type, int capacityBytes) throws IOException {
        Path disk = Disks.create(newFolder().resolve("disk.vmdk"), type, capacityBytes);
        try (VirtualDisk opened = Disks.quickReadWrite(disk)) {
            opened.write(SMALL_BYTES - CONTENT_BYTES, ByteBuffer.wrap(Disks.randomBytes(CONTENT_BYTES, 1)));
        }
        return disk;
    }

    private static byte[] content(int capacityBytes) {
        byte[] all = new byte[capacityBytes];
        System.arraycopy(Disks.randomBytes(CONTENT_BYTES, 1), 0, all, SMALL_BYTES - CONTENT_BYTES, CONTENT_BYTES);
        return all;
    }

    private static void resize(UnforcedFiles files, Path disk, int newBytes) throws IOException {
        try (DiskResize resize = DiskResize.begin(files, disk, newBytes, ChangeTracking.KEEP)) {
            resize.writeZeroes();
            resize.commit(UnaryOperator.identity());
        }
    }

    private void crash(Path disk, int oldBytes, int newBytes, Predicate<RecordingFiles.Event> happens, long seed)
            throws IOException {
        RecordingFiles files = new RecordingFiles();
        CrashedFolder crashed = new CrashedFolder();
        for (Path each : files(disk)) {
            crashed.has(each, files.number(each), Files.readAllBytes(each));
        }
        resize(files, disk, newBytes);
        Path after = newFolder();
        RandomGenerator random = Disks.random(seed);
        List<RecordingFiles.Event> events =
                files.events().stream().filter(happens).toList();
        for (RecordingFiles.Event event : events) {
            crashed.happened(event);
            for (int i = 0; i < 3; i++) {
                clean(after);
                crashed.writeTo(after, random);
                requireOldOrNew(after.resolve("disk.vmdk"), oldBytes, newBytes);
            }
        }
        requireOldOrNew(disk, newBytes, newBytes);
    }

    private static List<Path> files(Path disk) throws IOException {
        try (Stream<Path> files = Files.list(disk.resolveSibling(""))) {
            return files.toList();
        }
    }

    private static void clean(Path after) throws IOException {
        for (Path each : files(after.resolve("any"))) {
            Files.delete(each);
        }
    }

    private static void requireOldOrNew(Path disk, int oldBytes, int newBytes) throws IOException {
        byte[] readOnly = Disks.readAll(disk);
        assertThat(readOnly.length).isIn(oldBytes, newBytes);
        assertThat(Arrays.equals(readOnly, content(readOnly.length))).isTrue();
        try (VirtualDisk opened = Disks.quickReadWrite(disk)) {
            assertThat(opened.capacityBytes()).isEqualTo(readOnly.length);
        }
        assertThat(Arrays.equals(Disks.readAll(disk), readOnly)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_SPARSE", "TWO_GB_MAX_EXTENT_FLAT"})
    void aDiskThatGrowsHasItsOldOrItsNewSize(CreateType type) throws IOException {
        crash(disk(type, SMALL_BYTES), SMALL_BYTES, largeBytes(type), any -> true, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_FLAT"})
    void aDiskThatShrinksHasItsOldOrItsNewSize(CreateType type) throws IOException {
        crash(disk(type, largeBytes(type)), largeBytes(type), SMALL_BYTES, any -> true, 1);
    }

    /** That the tests above can fail. */
    @Test
    void withoutJournalOrForcesItHasNeither() throws IOException {
        List<Predicate<RecordingFiles.Event>> sabotages = List.of(
                event -> !(event instanceof RecordingFiles.Named), event -> !(event instanceof RecordingFiles.Force));
        for (Predicate<RecordingFiles.Event> sabotage : sabotages) {
            assertThatThrownBy(() -> {
                        for (int seed = 0; seed < 1000; seed++) { // ends at the first that fails
                            Path disk = disk(CreateType.MONOLITHIC_SPARSE, SMALL_BYTES);
                            crash(disk, SMALL_BYTES, 2 * SMALL_BYTES, sabotage, seed);
                        }
                    })
                    .isInstanceOfAny(AssertionError.class, IOException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"MONOLITHIC_SPARSE", "MONOLITHIC_FLAT", "TWO_GB_MAX_EXTENT_SPARSE", "TWO_GB_MAX_EXTENT_FLAT"})
    void anErrorInAnyCallLeavesTheOldOrTheNewSizeAndTheSameCallFinishes(CreateType type) throws IOException {
        int largeBytes = largeBytes(type);
        boolean failed = true;
        for (int call = 0; failed; call++) {
            Path disk = disk(type, SMALL_BYTES);
            FailingFiles files = new FailingFiles(call);
            try {
                resize(files, disk, largeBytes);
            } catch (IOException e) {
                assertThat(e).hasStackTraceContaining(FailingFiles.MESSAGE);
            }
            failed = files.hasFailed();
            requireOldOrNew(disk, SMALL_BYTES, largeBytes);
            if (Disks.readAll(disk).length == SMALL_BYTES) {
                resize(new UnforcedFiles(), disk, largeBytes);
            }
            requireOldOrNew(disk, largeBytes, largeBytes);
        }
    }
}
