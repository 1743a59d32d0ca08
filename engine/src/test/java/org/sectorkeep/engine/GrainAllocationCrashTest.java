// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk.Access;
import org.sectorkeep.vmdk.VmdkFormatException;

/**
 * A power cut at any moment while grains are allocated: what was forced is there; of the rest any sectors are, in any
 * order. The disk then holds flushed writes, and for the rest zeroes or what was written, sector by sector: never
 * garbage.
 */
@Tag("crash")
class GrainAllocationCrashTest {
    private static final int CAPACITY_BYTES = 1 << 20;
    private static final int SECTOR_BYTES = 512;
    private static final int WRITE_COUNT = 30;
    private static final int FLUSH_EVERY = 7;

    /** Values that are written, from 1 up; nearly every byte of garbage is above. */
    private static final int VALUE_COUNT = 8;

    /** One write, and how many events there were when it was acknowledged and when it had been flushed. */
    private record Write(int offsetBytes, int lengthBytes, byte value, int flushedAtEvent) {}

    @Property(tries = 4)
    void noCrashShowsGarbage(@ForAll long seed) throws IOException {
        crashAtEveryEvent(seed, Storage.KEEPS_WHAT_WAS_FORCED);
    }

    @Property(tries = 1)
    void onStorageThatIgnoresForcesTheSameChecksFail(@ForAll @IntRange(max = 1000) int seed) {
        assertThatThrownBy(() -> crashAtEveryEvent(seed, Storage.IGNORES_FORCES))
                .isInstanceOfAny(AssertionError.class, VmdkFormatException.class);
    }

    private enum Storage {
        KEEPS_WHAT_WAS_FORCED,
        IGNORES_FORCES
    }

    private static void crashAtEveryEvent(long seed, Storage storage) throws IOException {
        Path folder = Files.createTempDirectory("power-cut");
        try (HostKeys keys = TestKeys.host()) {
            Path disk = TestDisks.encrypted(
                    folder, keys, CreateType.MONOLITHIC_SPARSE, DataUnit.BYTES_512, CAPACITY_BYTES, false);
            // The first write also changes the descriptor, which has tests of its own: it comes before.
            try (EncryptedDisk opened = EncryptedDisk.open(disk, Access.READ_WRITE, keys)) {
                opened.write(0, ByteBuffer.allocate(SECTOR_BYTES));
            }
            Random random = new Random(seed);
            RecordedFiles files = new RecordedFiles();
            byte[] before;
            List<Write> writes;
            try (EncryptedDisk opened = EncryptedDisk.open(files.open(disk), DiskUnlocking.anyDisk(keys))) {
                opened.write(0, ByteBuffer.allocate(1));
                opened.flush();
                before = afterAll(files.events(), disk, folder);
                writes = write(opened, files, random);
            }
            List<RecordedFiles.Event> events = files.events();
            assertThat(events).hasSizeGreaterThan(WRITE_COUNT);
            for (int crash = 0; crash <= events.size(); crash++) {
                Path crashed = folder.resolve("crashed.vmdk");
                Files.write(crashed, afterCrash(before, events.subList(0, crash), random, storage));
                requireNoGarbage(crashed, keys, writes, crash);
            }
        } finally {
            TestDisks.deleteFolder(folder);
        }
    }

    private static List<Write> write(EncryptedDisk disk, RecordedFiles files, Random random) throws IOException {
        List<Write> writes = new ArrayList<>();
        List<Write> unflushed = new ArrayList<>();
        for (int i = 0; i < WRITE_COUNT; i++) {
            int lengthBytes = 1 + random.nextInt(random.nextBoolean() ? 3000 : 150_000);
            int offsetBytes = random.nextInt(CAPACITY_BYTES - lengthBytes);
            byte[] content = new byte[lengthBytes];
            Arrays.fill(content, (byte) (1 + i % VALUE_COUNT));
            disk.write(offsetBytes, ByteBuffer.wrap(content));
            unflushed.add(new Write(offsetBytes, lengthBytes, content[0], Integer.MAX_VALUE));
            if (i % FLUSH_EVERY == FLUSH_EVERY - 1) {
                disk.flush();
                int now = files.events().size();
                unflushed.forEach(done -> writes.add(new Write(done.offsetBytes, done.lengthBytes, done.value, now)));
                unflushed.clear();
            }
        }
        writes.addAll(unflushed);
        return writes;
    }

    /** The file as it is now; read by another process, since closing it here would drop the lock. */
    private static byte[] afterAll(List<RecordedFiles.Event> events, Path disk, Path folder) throws IOException {
        assertThat(events).isNotEmpty();
        Path copy = folder.resolve("before.vmdk");
        Peers.output("cp", disk.toString(), copy.toString());
        return Files.readAllBytes(copy);
    }

    /** What the storage may hold: all that was forced, and of each later write any of its sectors. */
    private static byte[] afterCrash(byte[] before, List<RecordedFiles.Event> events, Random random, Storage storage) {
        int forced = 0;
        for (int i = 0; i < events.size() && storage == Storage.KEEPS_WHAT_WAS_FORCED; i++) {
            forced = events.get(i).isForce() ? i : forced;
        }
        byte[] file = before.clone();
        int keptOfEight = random.nextInt(9);
        for (int i = 0; i < events.size(); i++) {
            RecordedFiles.Event event = events.get(i);
            int start = Math.toIntExact(event.positionBytes());
            for (int at = 0; at < event.content().remaining(); at += SECTOR_BYTES) {
                int lengthBytes = Math.min(SECTOR_BYTES, event.content().remaining() - at);
                if (i < forced || random.nextInt(8) < keptOfEight) {
                    file = file.length < start + at + lengthBytes
                            ? Arrays.copyOf(file, start + at + lengthBytes)
                            : file;
                    event.content().get(at, file, start + at, lengthBytes);
                }
            }
        }
        return file;
    }

    private static void requireNoGarbage(Path crashed, HostKeys keys, List<Write> writes, int crash)
            throws IOException {
        byte[] content;
        try (EncryptedDisk opened = EncryptedDisk.open(crashed, Access.READ_ONLY, keys)) {
            content = TestDisks.read(opened, 0, CAPACITY_BYTES);
        }
        for (int i = 0; i < content.length; i++) {
            if (content[i] < 0 || content[i] > VALUE_COUNT) {
                throw new AssertionError("garbage at byte " + i + " after event " + crash);
            }
        }
        requireFlushed(content, writes, crash);
    }

    /** Every byte that was flushed and not written again since holds what was flushed last. */
    private static void requireFlushed(byte[] content, List<Write> writes, int crash) {
        byte[] flushed = new byte[CAPACITY_BYTES];
        boolean[] known = new boolean[CAPACITY_BYTES];
        for (Write write : writes) {
            boolean wasFlushed = write.flushedAtEvent <= crash;
            int end = write.offsetBytes + write.lengthBytes;
            Arrays.fill(known, write.offsetBytes, end, wasFlushed);
            Arrays.fill(flushed, write.offsetBytes, end, write.value);
        }
        for (int i = 0; i < content.length; i++) {
            if (known[i] && content[i] != flushed[i]) {
                throw new AssertionError(
                        "byte " + i + " is " + content[i] + ", flushed was " + flushed[i] + ", after event " + crash);
            }
        }
    }
}
