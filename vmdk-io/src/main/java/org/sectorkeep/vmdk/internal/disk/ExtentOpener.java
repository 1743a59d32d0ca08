// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.ExtentLine;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.extent.Backing;
import org.sectorkeep.vmdk.internal.extent.CowdLayout;
import org.sectorkeep.vmdk.internal.extent.Extent;
import org.sectorkeep.vmdk.internal.extent.FlatExtent;
import org.sectorkeep.vmdk.internal.extent.RestrictedExtent;
import org.sectorkeep.vmdk.internal.extent.SeSparseExtent;
import org.sectorkeep.vmdk.internal.extent.SeSparseLayout;
import org.sectorkeep.vmdk.internal.extent.SparseExtent;
import org.sectorkeep.vmdk.internal.extent.SparseHeader;
import org.sectorkeep.vmdk.internal.extent.SparseLayout;
import org.sectorkeep.vmdk.internal.extent.StreamOptimizedExtent;
import org.sectorkeep.vmdk.internal.extent.ZeroExtent;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** Makes the extents of one disk from its lines, one after the other; the lines have passed {@link SupportRules}. */
final class ExtentOpener {
    private final Path descriptorPath;
    private final LockMode mode;
    private final ExtentFiles files;
    private final @Nullable DiskParts parent;
    private final SectorUse use;
    private long startBytes;
    private int number;

    ExtentOpener(Path descriptorPath, LockMode mode, ExtentFiles files, @Nullable DiskParts parent) {
        this.descriptorPath = descriptorPath;
        this.mode = mode;
        this.files = files;
        this.parent = parent;
        this.use = new SectorUse(descriptorPath);
    }

    /** The next extent; {@code self} is the sparse file that the line is in, or null if it names a file. */
    DiskParts.Part next(ExtentLine line, @Nullable LockedFile self) throws IOException {
        number++;
        ExtentType type = ExtentType.ofWord(line.type()).orElseThrow();
        DiskParts.Part part;
        if (type == ExtentType.ZERO) {
            part = new DiskParts.Part(
                    new ZeroExtent(descriptorPath, Sectors.toBytes(line.sectorCount())), descriptorPath);
        } else {
            LockedFile file = self == null ? files.open(Objects.requireNonNull(line.fileName())) : self;
            use.add(file.identity(), line, type == ExtentType.FLAT);
            part = new DiskParts.Part(open(type, file, line), file.path());
        }
        startBytes += Sectors.toBytes(line.sectorCount());
        return line.access().equals("RW")
                ? part
                : new DiskParts.Part(restricted(part.extent(), line, number), part.file());
    }

    private Extent restricted(Extent extent, ExtentLine line, int lineNumber) {
        return new RestrictedExtent(
                extent,
                RestrictedExtent.Access.valueOf(line.access()),
                reason -> new UnsupportedDiskException(descriptorPath, "extent " + lineNumber + " " + reason));
    }

    private Extent open(ExtentType type, LockedFile file, ExtentLine line) throws IOException {
        return switch (type) {
            case FLAT -> new FlatExtent(file, line.offsetSectors(), line.sectorCount());
            case SPARSE -> CowdLayout.isOne(file) ? cowd(file, line) : hosted(file, line);
            case COWD -> cowd(file, line);
            case SE_SPARSE -> seSparse(file, line);
            case ZERO, DEVICE -> throw new IllegalStateException("no file of an extent of type " + type);
        };
    }

    private Backing backing() {
        return DiskParts.backing(parent, startBytes);
    }

    private Extent hosted(LockedFile file, ExtentLine line) throws IOException {
        SparseLayout layout = SparseLayout.read(file);
        requireLength(file, "sparse header", SparseHeader.CAPACITY_OFFSET, layout.capacitySectors(), line);
        return layout.isCompressed() ? stream(file, layout) : sparse(file, layout);
    }

    private Extent sparse(LockedFile file, SparseLayout layout) throws IOException {
        SparseExtent extent = new SparseExtent(file, layout, backing());
        if (mode == LockMode.EXCLUSIVE || layout.isQuickToScan()) {
            extent.requireSoundStructure();
        }
        if (mode == LockMode.EXCLUSIVE && !extent.damage().isEmpty()) {
            throw new UnsupportedDiskException(
                    file.path(),
                    "it can be read but not written, since it is damaged: "
                            + extent.damage().get(0).message());
        }
        return extent;
    }

    private Extent stream(LockedFile file, SparseLayout layout) throws IOException {
        refuseWriting(file, "compressed grains");
        StreamOptimizedExtent extent = new StreamOptimizedExtent(file, layout, backing());
        if (layout.isQuickToScan()) {
            extent.requireSoundStructure();
        }
        return extent;
    }

    private Extent cowd(LockedFile file, ExtentLine line) throws IOException {
        refuseWriting(file, "an ESX snapshot (COWD)");
        SparseLayout layout = CowdLayout.read(file);
        requireLength(file, "COWD header", CowdLayout.CAPACITY_OFFSET, layout.capacitySectors(), line);
        SparseExtent extent = new SparseExtent(file, layout, backing());
        if (layout.isQuickToScan()) {
            extent.requireSoundStructure();
        }
        return extent;
    }

    private Extent seSparse(LockedFile file, ExtentLine line) throws IOException {
        refuseWriting(file, "an seSparse disk");
        SeSparseLayout layout = SeSparseLayout.read(file);
        requireLength(file, "seSparse header", SeSparseLayout.CAPACITY_OFFSET, layout.capacitySectors(), line);
        SeSparseExtent extent = new SeSparseExtent(file, layout, backing());
        extent.requireSoundStructure();
        return extent;
    }

    private void refuseWriting(LockedFile file, String what) throws UnsupportedDiskException {
        if (mode == LockMode.EXCLUSIVE) {
            throw new UnsupportedDiskException(file.path(), what + " cannot be written in place");
        }
    }

    private static void requireLength(LockedFile file, String header, int offset, long headerSectors, ExtentLine line)
            throws VmdkFormatException {
        if (headerSectors != line.sectorCount()) {
            String problem = "the descriptor says " + line.sectorCount() + " sectors, the header " + headerSectors;
            throw new VmdkFormatException(file.path(), header, "capacity", offset, problem);
        }
    }
}
