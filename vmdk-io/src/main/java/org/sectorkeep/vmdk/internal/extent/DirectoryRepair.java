// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * Brings the two grain directories of a sparse file, and the two copies of each table, in step again: the damaged one of
 * the two is written anew from the sound one. Tables are written before anything points to them, and never the copy that
 * is sound, so that a crash leaves what can be repaired again. Nothing else of the file is touched.
 */
public final class DirectoryRepair {
    private final LockedFile file;
    private final SparseLayout layout;
    private final GrainDirectory primary;
    private final @Nullable GrainDirectory redundant;
    private final SpaceAtEnd space;
    private final List<String> done = new ArrayList<>();
    private final Map<Integer, Long> primaryEntries = new LinkedHashMap<>();
    private final Map<Integer, Long> redundantEntries = new LinkedHashMap<>();

    private DirectoryRepair(LockedFile file, SparseLayout layout) throws IOException {
        this.file = file;
        this.layout = layout;
        this.primary = GrainDirectory.read(file, layout, layout.directorySector(), "grain directory");
        this.redundant = layout.redundantDirectorySector() == 0
                ? null
                : GrainDirectory.read(file, layout, layout.redundantDirectorySector(), "redundant grain directory");
        this.space = new SpaceAtEnd(layout.path(), file.sizeBytes(), layout.grainSectors());
    }

    /** Repairs a file that is held for writing; answers what was done, one line each. */
    public static List<String> run(LockedFile file) throws IOException {
        SparseLayout layout = SparseLayout.read(file);
        if (layout.isCompressed()) {
            return List.of();
        }
        new SparseExtent(file, layout, Backing.ZEROES).requireSoundStructure();
        DirectoryRepair repair = new DirectoryRepair(file, layout);
        repair.repair();
        return repair.done;
    }

    private void repair() throws IOException {
        GrainDirectory second = redundant;
        if (second != null) {
            for (int i = 0; i < layout.tableCount(); i++) {
                repairTable(i, second);
            }
            file.file().force();
            point(primary, primaryEntries);
            point(second, redundantEntries);
        } else if (!layout.damage().isEmpty()) {
            replaceDirectory();
        }
    }

    private void point(GrainDirectory directory, Map<Integer, Long> entries) throws IOException {
        for (Map.Entry<Integer, Long> each : entries.entrySet()) {
            directory.pointTo(each.getKey(), each.getValue());
        }
        if (!entries.isEmpty()) {
            file.file().force();
        }
    }

    private void repairTable(int index, GrainDirectory second) throws IOException {
        int @Nullable [] first = table(primary, index);
        int @Nullable [] other = table(second, index);
        if ((first == null && other == null) || Arrays.equals(first, other)) {
            return;
        }
        if (first != null && (other == null || !isLost(first, other))) {
            write(second, redundantEntries, index, first);
            done.add("the redundant copy of grain table " + index + " was written anew from the primary one");
        } else if (other != null) {
            write(primary, primaryEntries, index, other);
            done.add("grain table " + index + " was written anew from its redundant copy");
        }
    }

    /** All zeroes where the other has grains: what a lost table looks like. */
    private static boolean isLost(int[] first, int[] other) {
        return isEmpty(first) && !isEmpty(other);
    }

    static boolean isEmpty(int[] entries) {
        return Arrays.stream(entries).allMatch(entry -> entry == GrainEntry.RAW_UNALLOCATED);
    }

    /** The table, if the directory points to one that is inside the file with all its grains. */
    private int @Nullable [] table(GrainDirectory directory, int index) throws IOException {
        if (directory.tableSector(index) == 0 || !directory.isPossible(index)) {
            return null;
        }
        int[] entries = directory.readTable(index);
        return directory.areInside(index, entries) ? entries : null;
    }

    /** Over the copy that is there, or behind the end of the file where there is none. */
    private void write(GrainDirectory directory, Map<Integer, Long> entries, int index, int[] content)
            throws IOException {
        boolean there = directory.tableSector(index) != 0 && directory.isPossible(index);
        long sector = there ? directory.tableSector(index) : space.take(layout.tableSectors());
        directory.writeTable(sector, GrainDirectory.bytesOf(content));
        if (!there) {
            entries.put(index, sector);
        }
    }

    /** A directory that the header puts nowhere: made anew at the end of the file, with tables of its own. */
    private void replaceDirectory() throws IOException {
        int[] entries = new int[layout.tableCount()];
        for (int i = 0; i < entries.length; i++) {
            if (primary.tableSector(i) != 0) {
                long sector = space.take(layout.tableSectors());
                primary.writeTable(sector, GrainDirectory.bytesOf(primary.readTable(i)));
                entries[i] = (int) sector;
            }
        }
        long directorySector = space.take(Sectors.ceilDiv(layout.directoryBytes(), Sectors.SECTOR_BYTES));
        file.file().write(Sectors.toBytes(directorySector), GrainDirectory.bytesOf(entries));
        file.file().force();
        boolean primaryIsSound = layout.header().directorySector() == layout.directorySector();
        SparseHeader header = primaryIsSound
                ? layout.header().withDirectories(layout.directorySector(), directorySector)
                : layout.header().withDirectories(directorySector, layout.directorySector());
        file.file().write(0, ByteBuffer.wrap(header.write())); // one sector, in which one field is another
        file.file().force();
        done.add((primaryIsSound ? "the redundant grain directory" : "the grain directory")
                + " was made anew at sector " + directorySector + " from the other one");
    }
}
