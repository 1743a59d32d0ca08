// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;

/**
 * The grain directory of an extent and, where there is one, the redundant one. A table that the first leaves out though
 * the second has it, that lies outside the file, that cannot be read, or whose grains lie outside the file, is taken
 * from the second if that is better; each time that is noted.
 */
final class GrainDirectories {
    private final SparseLayout layout;
    private final GrainDirectory primary;
    private final @Nullable GrainDirectory redundant;

    /** What is wrong, by table, and for the directories themselves by numbers below 0. */
    private final ConcurrentSkipListMap<Integer, String> damage = new ConcurrentSkipListMap<>();

    GrainDirectories(LockedFile file, SparseLayout layout) throws IOException {
        this.layout = layout;
        this.primary = GrainDirectory.read(file, layout, layout.directorySector(), "grain directory");
        this.redundant = layout.redundantDirectorySector() == 0
                ? null
                : GrainDirectory.read(file, layout, layout.redundantDirectorySector(), "redundant grain directory");
        layout.damage().forEach(problem -> damage.put(-1 - damage.size(), problem));
        for (int i = 0; i < layout.tableCount(); i++) {
            settle(i);
        }
    }

    /** Brings an entry that cannot be right into order, in memory. */
    private void settle(int tableIndex) throws VmdkFormatException {
        boolean possible = primary.isPossible(tableIndex);
        if (redundant == null) {
            if (!possible) {
                throw primary.impossible(tableIndex);
            }
            return;
        }
        if (!redundant.isPossible(tableIndex)) {
            damage.put(
                    tableIndex, String.valueOf(redundant.impossible(tableIndex).getMessage()));
            redundant.substitute(tableIndex, 0);
        }
        boolean otherIsThere = redundant.tableSector(tableIndex) != 0;
        if (!possible && !otherIsThere) {
            throw primary.impossible(tableIndex);
        }
        if (!possible) {
            standIn(
                    tableIndex,
                    redundant,
                    String.valueOf(primary.impossible(tableIndex).getMessage()));
        } else if (primary.tableSector(tableIndex) == 0 && otherIsThere) {
            standIn(tableIndex, redundant, "the grain directory leaves out grain table " + tableIndex);
        }
    }

    private void standIn(int tableIndex, GrainDirectory other, String problem) {
        primary.substitute(tableIndex, other.tableSector(tableIndex));
        damage.put(tableIndex, problem + ": the redundant grain directory is used");
    }

    GrainDirectory primary() {
        return primary;
    }

    @Nullable
    GrainDirectory redundant() {
        return redundant;
    }

    /** The entries of a table that exists. */
    int[] readTable(int tableIndex) throws IOException {
        GrainDirectory other = redundant;
        boolean alone = other == null
                || other.tableSector(tableIndex) == 0
                || other.tableSector(tableIndex) == primary.tableSector(tableIndex);
        return other == null || alone ? primary.readTable(tableIndex) : readBetter(tableIndex, other);
    }

    private int[] readBetter(int tableIndex, GrainDirectory other) throws IOException {
        IOException failure = null;
        int[] entries = {};
        try {
            entries = primary.readTable(tableIndex);
            if (primary.areInside(tableIndex, entries)) {
                return entries;
            }
        } catch (IOException e) {
            failure = e;
        }
        int[] second = other.readTable(tableIndex);
        if (other.areInside(tableIndex, second)) {
            String problem = failure == null ? "" : ": " + failure.getMessage();
            standIn(tableIndex, other, "grain table " + tableIndex + " is damaged" + problem);
            return second;
        }
        if (failure != null) {
            throw failure;
        }
        return entries;
    }

    /** What has been found wrong so far: the first of it, and how much. */
    List<StructureFinding> damage() {
        Map.Entry<Integer, String> first = damage.firstEntry();
        if (first == null) {
            return List.of();
        }
        String more = damage.size() == 1 ? "" : " (and " + (damage.size() - 1) + " more)";
        return List.of(new StructureFinding(StructureFinding.Severity.DAMAGED, layout.path(), first.getValue() + more));
    }
}
