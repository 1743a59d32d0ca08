// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;

/**
 * Uses a part of a disk as one client does: writes, zeroes, flushes and reads whole sectors, and remembers what each may
 * hold after a crash at any moment. Moments are counted by the caller's clock.
 */
final class OnlineClient {
    private static final int SECTOR_BYTES = 512;
    private static final int MAX_SECTORS = 24;

    private final BlockDevice disk;
    private final int firstSector;
    private final Random random;
    private final IntSupplier clock;
    private final List<List<Version>> sectors = new ArrayList<>();

    /** Content that was being written from one moment on, and is certain from another on. */
    private static final class Version {
        private final byte[] content;
        private final int begun;
        private int certain = Integer.MAX_VALUE;

        Version(byte[] content, int begun) {
            this.content = content;
            this.begun = begun;
        }
    }

    OnlineClient(BlockDevice disk, byte[] content, int firstSector, int sectorCount, long seed, IntSupplier clock) {
        this.disk = disk;
        this.firstSector = firstSector;
        this.random = new Random(seed);
        this.clock = clock;
        for (int sector = firstSector; sector < firstSector + sectorCount; sector++) {
            Version original =
                    new Version(Arrays.copyOfRange(content, sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES), 0);
            original.certain = 0;
            sectors.add(new ArrayList<>(List.of(original)));
        }
    }

    /** Two clients for all of a disk but an extent of zeroes, which cannot be written. */
    static List<OnlineClient> ofAll(
            BlockDevice disk, InPlaceDisks.Layout layout, byte[] content, long seed, IntSupplier clock) {
        int count = content.length / SECTOR_BYTES;
        int zeroes = layout == InPlaceDisks.Layout.MIXED ? InPlaceDisks.MIXED_ZERO_SECTORS : 0;
        int half = (count - zeroes) / 2;
        return List.of(
                new OnlineClient(disk, content, 0, half, seed, clock),
                new OnlineClient(disk, content, half + zeroes, count - half - zeroes, seed + 1, clock));
    }

    /** One random call. */
    void step() throws IOException {
        int count = 1 + random.nextInt(Math.min(MAX_SECTORS, sectors.size()));
        int first = random.nextInt(sectors.size() - count + 1);
        switch (random.nextInt(8)) {
            case 0 -> flush();
            case 1 -> zero(first, count);
            case 2, 3 -> read(first, count);
            default -> write(first, count);
        }
    }

    private void flush() throws IOException {
        disk.flush();
        int now = clock.getAsInt();
        for (List<Version> versions : sectors) {
            Version newest = versions.get(versions.size() - 1);
            newest.certain = Math.min(newest.certain, now);
        }
    }

    private void zero(int first, int count) throws IOException {
        remember(first, new byte[count * SECTOR_BYTES]);
        if (random.nextBoolean()) {
            disk.trim(offsetBytes(first), (long) count * SECTOR_BYTES);
        } else {
            disk.writeZeroes(offsetBytes(first), (long) count * SECTOR_BYTES);
        }
    }

    private void write(int first, int count) throws IOException {
        byte[] content = new byte[count * SECTOR_BYTES];
        random.nextBytes(content);
        remember(first, content);
        disk.write(offsetBytes(first), ByteBuffer.wrap(content));
    }

    private void remember(int first, byte[] content) {
        int now = clock.getAsInt();
        for (int i = 0; i < content.length / SECTOR_BYTES; i++) {
            byte[] sector = Arrays.copyOfRange(content, i * SECTOR_BYTES, (i + 1) * SECTOR_BYTES);
            sectors.get(first + i).add(new Version(sector, now));
        }
    }

    private void read(int first, int count) throws IOException {
        byte[] found = TestDisks.read(disk, offsetBytes(first), count * SECTOR_BYTES);
        requireNewest(found, first, count);
    }

    private long offsetBytes(int index) {
        return (long) (firstSector + index) * SECTOR_BYTES;
    }

    /** That the disk, or a later state of it, holds what was written last. */
    void requireNewest(byte[] whole) {
        int from = firstSector * SECTOR_BYTES;
        requireNewest(Arrays.copyOfRange(whole, from, from + sectors.size() * SECTOR_BYTES), 0, sectors.size());
    }

    private void requireNewest(byte[] found, int first, int count) {
        for (int i = 0; i < count; i++) {
            List<Version> versions = sectors.get(first + i);
            assertThat(Arrays.copyOfRange(found, i * SECTOR_BYTES, (i + 1) * SECTOR_BYTES))
                    .as("sector " + (firstSector + first + i))
                    .isEqualTo(versions.get(versions.size() - 1).content);
        }
    }

    /** That a disk that crashed at a moment holds what was certain then, or something written later. */
    void requirePossible(byte[] whole, int moment) {
        for (int i = 0; i < sectors.size(); i++) {
            int from = (firstSector + i) * SECTOR_BYTES;
            byte[] found = Arrays.copyOfRange(whole, from, from + SECTOR_BYTES);
            assertThat(possible(sectors.get(i), moment))
                    .as("sector " + (firstSector + i) + " after event " + moment)
                    .anyMatch(content -> Arrays.equals(content, found));
        }
    }

    private static List<byte[]> possible(List<Version> versions, int moment) {
        List<byte[]> possible = new ArrayList<>();
        for (Version version : versions) {
            if (version.certain <= moment) {
                possible.clear();
            }
            if (version.begun <= moment) {
                possible.add(version.content);
            }
        }
        return possible;
    }
}
