// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.apache.commons.io.FileUtils;

/** Whatever a power cut leaves of a descriptor, or of a disk, being replaced: the old one or the new one. */
@Tag("crash")
class DescriptorCrashTest {
    private static final String KEY = "sectorkeep.test";

    /** Long enough for the descriptor to fill several sectors, which a power cut can tear apart. */
    private static final List<String> VALUES = List.of("none", "1".repeat(900), "2".repeat(1300), "3".repeat(800));

    /** Something to be done with an empty folder. */
    private interface Work {
        void in(Path folder) throws IOException;
    }

    private static void inNewFolder(Work work) throws IOException {
        Path folder = Files.createTempDirectory("crash").toRealPath();
        try {
            work.in(folder);
        } finally {
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    @Property(tries = 8)
    void anEmbeddedDescriptorIsTheOldOrTheNew(@ForAll long seed) throws IOException {
        changeInNewFolder(seed, any -> true);
    }

    @Property(tries = 8)
    void aDescriptorFileIsTheOldOrTheNew(@ForAll long seed) throws IOException {
        inNewFolder(folder -> {
            Path path = Disks.descriptor(folder.resolve("disk.vmdk"), "monolithicFlat", "RW 8 FLAT \"flat\" 0");
            Path flat = Files.write(folder.resolve("flat"), new byte[4096]);
            changeAndCrash(List.of(path, flat), seed, any -> true);
        });
    }

    /** That the tests above can fail: the same without the journal, and without forces. */
    @Example
    void withoutJournalOrForcesItIsNeither() throws IOException {
        List<Predicate<RecordingFiles.Event>> sabotages = List.of(
                event -> !(event instanceof RecordingFiles.Named), event -> !(event instanceof RecordingFiles.Force));
        for (Predicate<RecordingFiles.Event> sabotage : sabotages) {
            assertThatThrownBy(() -> {
                        for (int seed = 0; seed < 1000; seed++) { // ends at the first that fails
                            changeInNewFolder(seed, sabotage);
                        }
                    })
                    .isInstanceOfAny(AssertionError.class, IOException.class);
        }
    }

    private static void changeInNewFolder(long seed, Predicate<RecordingFiles.Event> happens) throws IOException {
        inNewFolder(folder -> {
            Path path = TestSparse.preallocated(1000, 3).write(folder.resolve("disk.vmdk"), 0);
            changeAndCrash(List.of(path), seed, happens);
        });
    }

    private static void changeAndCrash(List<Path> paths, long seed, Predicate<RecordingFiles.Event> happens)
            throws IOException {
        RecordingFiles files = new RecordingFiles();
        CrashedFolder crashed = folderWith(paths, files);
        try (VirtualDisk disk = VirtualDisk.open(files, paths.get(0), VirtualDisk.Access.READ_WRITE)) {
            for (String value : VALUES.subList(1, VALUES.size())) {
                disk.updateDescriptor(descriptor -> descriptor.with(KEY, value));
                files.note(value);
            }
        }
        Path after = Files.createDirectory(paths.get(0).resolveSibling("after"));
        RandomGenerator random = Disks.random(seed);
        int done = 0;
        for (RecordingFiles.Event event :
                files.events().stream().filter(happens).toList()) {
            crashed.happened(event);
            done += event instanceof RecordingFiles.Note ? 1 : 0;
            for (int i = 0; i < 4; i++) {
                FileUtils.cleanDirectory(after.toFile());
                crashed.writeTo(after, random);
                requireOneOf(after.resolve("disk.vmdk"), VALUES.subList(done, Math.min(done + 2, VALUES.size())));
            }
        }
        assertThat(done).isEqualTo(VALUES.size() - 1);
    }

    private static CrashedFolder folderWith(List<Path> paths, RecordingFiles files) throws IOException {
        CrashedFolder crashed = new CrashedFolder();
        for (Path each : paths) {
            crashed.has(each, files.number(each), Files.readAllBytes(each));
        }
        return crashed;
    }

    private static String value(VirtualDisk disk) {
        return disk.descriptor().value(KEY).orElse(VALUES.get(0));
    }

    private static void requireOneOf(Path path, List<String> values) throws IOException {
        String readOnly;
        try (VirtualDisk disk = Disks.readOnly(path)) {
            readOnly = value(disk);
        }
        assertThat(readOnly).isIn(values);
        try (VirtualDisk disk = Disks.quickReadWrite(path)) {
            assertThat(value(disk)).isEqualTo(readOnly);
        }
        try (VirtualDisk disk = Disks.readOnly(path)) {
            assertThat(value(disk)).isEqualTo(readOnly);
            assertThat(disk.capacityBytes()).isGreaterThan(0);
        }
    }

    /** Old and new have the same file names, but never mix; before the commit nothing has happened to the old one. */
    @Property(tries = 20)
    void aDiskReplacedIsTheOldOneOrTheNewOneOrNone(@ForAll long seed) throws IOException {
        inNewFolder(folder -> {
            Path path = Disks.create(folder.resolve("disk.vmdk"), CreateType.TWO_GB_MAX_EXTENT_SPARSE, 512 * 300);
            RecordingFiles files = new RecordingFiles();
            CrashedFolder crashed = folderWith(List.of(path, folder.resolve("disk-s001.vmdk")), files);
            replace(files, path);
            Path after = Files.createDirectory(folder.resolve("after"));
            RandomGenerator random = Disks.random(seed);
            boolean committed = false;
            for (RecordingFiles.Event event : files.events()) {
                crashed.happened(event);
                committed |= event instanceof RecordingFiles.Note;
                FileUtils.cleanDirectory(after.toFile());
                crashed.writeTo(after, random);
                requireOldOrNewOrNone(after.resolve("disk.vmdk"), committed);
            }
            assertThat(committed).isTrue();
        });
    }

    private static void replace(RecordingFiles files, Path path) throws IOException {
        try (NewDisk disk = NewDisk.create(
                files,
                path,
                CreateType.TWO_GB_MAX_EXTENT_SPARSE,
                512 * 300,
                NewDisk.Existing.REPLACE,
                UnaryOperator.identity())) {
            disk.disk().write(0, ByteBuffer.wrap(Disks.randomBytes(512 * 300, 5)));
            disk.disk().updateDescriptor(descriptor -> descriptor.with(KEY, "new"));
            disk.commit();
            files.note("committed");
        }
    }

    private static void requireOldOrNewOrNone(Path path, boolean committed) throws IOException {
        if (!Files.exists(path)) {
            assertThat(committed).isFalse();
            return;
        }
        try (VirtualDisk disk = Disks.readOnly(path)) {
            byte[] content = Disks.read(disk, 0, 512 * 300);
            if (value(disk).equals("new")) {
                assertThat(content).isEqualTo(Disks.randomBytes(512 * 300, 5));
            } else {
                assertThat(committed).isFalse();
                assertThat(content).containsOnly(0);
            }
        }
    }
}
