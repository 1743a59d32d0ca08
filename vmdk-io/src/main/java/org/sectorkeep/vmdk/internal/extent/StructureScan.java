// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/**
 * Reads all tables of a sparse extent and finds out whether header, descriptor, directories, tables and grains each
 * have a place of their own inside the file. Needs memory for one integer for each grain, and there cannot be more of
 * them than fit the file.
 */
final class StructureScan {
    private static final String TABLE = "grain table";

    private final LockedFile file;
    private final SparseLayout layout;
    private final GrainTables tables;
    private final long fileBytes;
    private final SectorRuns tablePlaces;
    private final SectorRuns grains;

    /** A part of the file that is there once. */
    private record Area(String name, long startSector, long sectorCount) {
        boolean overlaps(Area other) {
            return startSector < other.startSector + other.sectorCount && other.startSector < startSector + sectorCount;
        }
    }

    StructureScan(LockedFile file, SparseLayout layout, GrainTables tables) throws IOException {
        this.file = file;
        this.layout = layout;
        this.tables = tables;
        this.fileBytes = file.sizeBytes();
        this.tablePlaces = new SectorRuns(layout.tableSectors());
        this.grains = new SectorRuns(layout.isCompressed() ? 1 : layout.grainSectors());
    }

    /** Throws at the first damage. */
    void requireSound() throws IOException {
        checkTablePlaces();
        for (int i = 0; i < layout.tableCount(); i++) {
            if (tables.primary().tableSector(i) != 0) {
                collectGrains(i);
            }
        }
        grains.sort();
        refuse(grains.firstOverlap(), "two grains overlap");
        for (Area area : areas()) {
            refuse(grains.firstOverlap(area.startSector(), area.sectorCount()), "a grain overlaps the " + area.name());
        }
        refuse(grains.firstOverlap(tablePlaces), "a grain and a grain table overlap");
    }

    private void checkTablePlaces() throws VmdkFormatException {
        for (int i = 0; i < layout.tableCount(); i++) {
            collectTables(i, tables.primary(), tables.redundant());
        }
        tablePlaces.sort();
        refuse(tablePlaces.firstOverlap(), "two grain tables overlap");
        List<Area> areas = areas();
        for (int i = 0; i < areas.size(); i++) {
            Area area = areas.get(i);
            refuse(
                    tablePlaces.firstOverlap(area.startSector(), area.sectorCount()),
                    "a grain table overlaps the " + area.name());
            for (Area other : areas.subList(0, i)) {
                if (area.overlaps(other)) {
                    refuse(OptionalLong.of(area.startSector()), area.name() + " and " + other.name() + " overlap");
                }
            }
        }
    }

    /** A redundant table that stands in for the primary one is one table. */
    private void collectTables(int tableIndex, GrainDirectory primary, @Nullable GrainDirectory redundant) {
        long sector = primary.tableSector(tableIndex);
        if (sector != 0) {
            tablePlaces.add((int) sector);
        }
        long second = redundant == null ? 0 : redundant.tableSector(tableIndex);
        if (second != 0 && second != sector) {
            tablePlaces.add((int) second);
        }
    }

    private void collectGrains(int tableIndex) throws IOException {
        int[] entries = tables.readTable(tableIndex);
        for (int i = 0; i < layout.entriesIn(tableIndex); i++) {
            if (GrainEntry.of(entries[i], layout.hasZeroedGrains()) instanceof GrainEntry.Allocated allocated) {
                addGrain(tableIndex, i, allocated.sectorIndex());
            }
        }
    }

    private void addGrain(int tableIndex, int index, long sector) throws VmdkFormatException {
        long grain = (long) tableIndex * layout.entriesPerTable() + index;
        if (Sectors.toBytes(sector) > fileBytes - layout.leastBytes(grain)) {
            long position = Sectors.toBytes(tables.primary().tableSector(tableIndex)) + 4L * index;
            String problem = "grain " + grain + " at sector " + sector + " lies beyond the end of the file of "
                    + fileBytes + " bytes";
            throw new VmdkFormatException(layout.path(), TABLE + " " + tableIndex, "entry " + index, position, problem);
        }
        grains.add((int) sector);
        if (grains.count() > fileBytes / (layout.isCompressed() ? Sectors.SECTOR_BYTES : layout.grainBytes()) + 1) {
            refuse(OptionalLong.of(sector), "more grains than the file has room for: some overlap");
        }
    }

    private List<Area> areas() {
        long directorySectors = Sectors.ceilDiv(layout.directoryBytes(), Sectors.SECTOR_BYTES);
        List<Area> areas = new ArrayList<>();
        areas.add(new Area("sparse header", 0, layout.headerSectors()));
        if (layout.header().descriptorSectors() != 0) {
            areas.add(new Area(
                    "descriptor",
                    layout.header().descriptorSector(),
                    layout.header().descriptorSectors()));
        }
        areas.add(new Area("grain directory", layout.directorySector(), directorySectors));
        if (layout.redundantDirectorySector() != 0) {
            areas.add(new Area("redundant grain directory", layout.redundantDirectorySector(), directorySectors));
        }
        return areas;
    }

    private void refuse(OptionalLong sector, String problem) throws VmdkFormatException {
        if (sector.isPresent()) {
            long position = Sectors.toBytes(sector.getAsLong());
            throw new VmdkFormatException(
                    layout.path(), "structure", "sector " + sector.getAsLong(), position, problem);
        }
    }

    /** Reports damage, and tables whose two copies differ. */
    void check(Consumer<StructureFinding> findings) throws IOException {
        try {
            requireSound();
        } catch (VmdkFormatException e) {
            findings.accept(new StructureFinding(
                    StructureFinding.Severity.DAMAGED, file.path(), String.valueOf(e.getMessage())));
            return;
        }
        tables.damage().forEach(findings);
        if (layout.header().uncleanShutdown() != 0) {
            String message = "the program that wrote it last did not close it";
            findings.accept(new StructureFinding(StructureFinding.Severity.NOTE, file.path(), message));
        }
        checkRedundant(findings, tables.redundant());
    }

    private void checkRedundant(Consumer<StructureFinding> findings, @Nullable GrainDirectory redundant)
            throws IOException {
        for (int i = 0; redundant != null && i < layout.tableCount(); i++) {
            boolean first = tables.primary().tableSector(i) != 0;
            boolean second = redundant.tableSector(i) != 0;
            if (first && second) {
                compare(findings, i, tables.readTable(i), redundant.readTable(i));
            } else if (first != second) {
                differ(findings, i);
            }
        }
    }

    private void compare(Consumer<StructureFinding> findings, int tableIndex, int[] entries, int[] redundantEntries) {
        if (DirectoryRepair.isEmpty(entries) && !DirectoryRepair.isEmpty(redundantEntries)) {
            // A power cut leaves this too, where the first grains of a table were not flushed: nothing that was is
            // missing.
            String message = "grain table " + tableIndex + " is all zeroes, though its redundant copy has grains";
            findings.accept(new StructureFinding(StructureFinding.Severity.OUT_OF_STEP, file.path(), message));
        } else if (!Arrays.equals(entries, redundantEntries)) {
            differ(findings, tableIndex);
        }
    }

    private void differ(Consumer<StructureFinding> findings, int tableIndex) {
        String message = "grain table " + tableIndex + " and its redundant copy differ";
        findings.accept(new StructureFinding(StructureFinding.Severity.OUT_OF_STEP, file.path(), message));
    }
}
