// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.apache.commons.io.FileUtils;

/** Whatever a power cut leaves of a disk being written: no sector shows what was never written to it. */
@Tag("crash")
class CrashTest {
    private static final int SECTOR = 512;
    private static final int CAPACITY_SECTORS = 1500;

    /** What a sector may show. */
    private static final class Model {
        private final List<Set<ByteBuffer>> allowed = new ArrayList<>();
        private final byte[] now = new byte[CAPACITY_SECTORS * SECTOR];

        Model() {
            for (int i = 0; i < CAPACITY_SECTORS; i++) {
                allowed.add(new HashSet<>(Set.of(sector(now, i))));
            }
        }

        void written(Piece piece) {
            piece.bytes.duplicate().get(now, piece.sector * SECTOR, piece.bytes.remaining());
            for (int i = 0; i < piece.bytes.remaining() / SECTOR; i++) {
                allowed.get(piece.sector + i).add(sector(now, piece.sector + i));
            }
        }

        void flushed() {
            for (int i = 0; i < CAPACITY_SECTORS; i++) {
                allowed.set(i, new HashSet<>(Set.of(sector(now, i))));
            }
        }

        void requireAllowed(byte[] content) {
            for (int i = 0; i < CAPACITY_SECTORS; i++) {
                assertThat(allowed.get(i)).as("sector " + i).contains(sector(content, i));
            }
        }

        private static ByteBuffer sector(byte[] bytes, int index) {
            return ByteBuffer.wrap(Arrays.copyOfRange(bytes, index * SECTOR, (index + 1) * SECTOR));
        }
    }

    private record Piece(int sector, ByteBuffer bytes) {}

    private static final String FLUSHED = "flushed";

    @Property(tries = 16)
    void noSectorShowsWhatWasNeverWritten(@ForAll long seed, @ForAll boolean preallocated, @ForAll boolean zeroedGrains)
            throws IOException {
        Path folder = Files.createTempDirectory("crash");
        try {
            int flags = zeroedGrains ? 7 : 3;
            TestSparse sparse = preallocated
                    ? TestSparse.preallocated(CAPACITY_SECTORS, flags)
                    : TestSparse.withoutTables(CAPACITY_SECTORS, flags);
            workAndCrash(sparse, folder, seed, UnaryOperator.identity());
        } finally {
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    /** That the test above can fail: the same, but of the forces in a flush only the last one is done. */
    @Example
    void forcesLeftOutAreFoundOut() throws IOException {
        Path folder = Files.createTempDirectory("crash");
        try {
            TestSparse sparse = TestSparse.withoutTables(CAPACITY_SECTORS, 3);
            assertThatThrownBy(() -> workAndCrash(sparse, folder, 1, CrashTest::onlyLastForces))
                    .isInstanceOfAny(AssertionError.class, VmdkFormatException.class);
        } finally {
            FileUtils.deleteDirectory(folder.toFile());
        }
    }

    private static List<RecordingFiles.Event> onlyLastForces(List<RecordingFiles.Event> events) {
        List<RecordingFiles.Event> result = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            boolean last = i + 1 < events.size() && events.get(i + 1) instanceof RecordingFiles.Note;
            if (!(events.get(i) instanceof RecordingFiles.Force) || last) {
                result.add(events.get(i));
            }
        }
        return result;
    }

    private static void workAndCrash(
            TestSparse sparse, Path folder, long seed, UnaryOperator<List<RecordingFiles.Event>> sabotage)
            throws IOException {
        Path path = sparse.write(folder.resolve("disk.vmdk"), 0).toRealPath();
        CrashedFolder crashed = new CrashedFolder();
        RecordingFiles files = new RecordingFiles();
        crashed.has(path, files.number(path), Files.readAllBytes(path));
        work(files, path, Disks.random(seed));
        replay(
                sabotage.apply(files.events()),
                crashed,
                Disks.random(seed + 1),
                Files.createDirectory(folder.resolve("after")));
    }

    private static void work(RecordingFiles files, Path path, RandomGenerator random) throws IOException {
        try (VirtualDisk disk = VirtualDisk.open(files, path, VirtualDisk.Access.READ_WRITE)) {
            for (int i = 0; i < 40; i++) {
                int what = random.nextInt(10);
                int sector = random.nextInt(CAPACITY_SECTORS - 1);
                int count = 1 + random.nextInt(Math.min(60, CAPACITY_SECTORS - sector));
                if (what == 0) {
                    disk.flush();
                    files.note(FLUSHED);
                } else if (what == 1) {
                    files.note(
                            new Piece(sector, ByteBuffer.allocate(count * SECTOR))); // each sector may keep what it had
                    disk.discard((long) sector * SECTOR, (long) count * SECTOR);
                    files.note(new Piece(0, ByteBuffer.wrap(Disks.read(disk, 0, CAPACITY_SECTORS * SECTOR))));
                } else {
                    byte[] bytes = new byte[count * SECTOR];
                    random.nextBytes(bytes);
                    files.note(new Piece(sector, ByteBuffer.wrap(bytes)));
                    disk.write((long) sector * SECTOR, ByteBuffer.wrap(bytes));
                }
            }
        }
        files.note(FLUSHED);
    }

    private static void replay(
            List<RecordingFiles.Event> events, CrashedFolder crashed, RandomGenerator random, Path after)
            throws IOException {
        Model model = new Model();
        int crashes = 0;
        for (RecordingFiles.Event event : events) {
            crashed.happened(event);
            if (event instanceof RecordingFiles.Note note) {
                noteInModel(model, note);
            } else {
                crashes++;
                examine(crashed, model, random, after);
            }
        }
        assertThat(crashes).isGreaterThan(50);
    }

    private static void noteInModel(Model model, RecordingFiles.Note note) {
        if (note.what() instanceof Piece piece) {
            model.written(piece);
        } else {
            model.flushed();
        }
    }

    private static void examine(CrashedFolder crashed, Model model, RandomGenerator random, Path after)
            throws IOException {
        FileUtils.cleanDirectory(after.toFile());
        crashed.writeTo(after, random);
        Path path = after.resolve("disk.vmdk");
        model.requireAllowed(Disks.readAll(path));
        try (VirtualDisk disk = Disks.quickReadWrite(path)) {
            assertThat(disk.checkStructure())
                    .noneMatch(finding -> finding.severity() == StructureFinding.Severity.DAMAGED);
            assertThat(disk.descriptor().text()).contains("createType=\"monolithicSparse\"\nRW 1500 SPARSE");
        }
        model.requireAllowed(Disks.readAll(path));
    }
}
