// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.ExtentLine;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.extent.Extent;
import org.sectorkeep.vmdk.internal.extent.FlatExtent;
import org.sectorkeep.vmdk.internal.extent.SparseExtent;
import org.sectorkeep.vmdk.internal.extent.SparseHeader;
import org.sectorkeep.vmdk.internal.extent.SparseLayout;
import org.sectorkeep.vmdk.internal.extent.StreamOptimizedExtent;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.FileRegistry;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** Opens and locks the files of a disk and finds out whether they fit together. */
public final class DiskOpener {
    private final FileLayer layer;
    private final Path path;
    private final LockMode mode;
    private final ExtentFiles files;

    private DiskOpener(FileLayer layer, Path path, LockMode mode) {
        this.layer = layer;
        this.path = path;
        this.mode = mode;
        this.files = new ExtentFiles(layer, path, mode);
    }

    public static DiskParts open(FileLayer layer, Path given, LockMode mode) throws IOException {
        return open(new DiskOpener(layer, given.toRealPath(), mode), DiskOpener::open);
    }

    /** Opens a part of a file as a raw image, without a look at what the file is. */
    public static DiskParts openPart(FileLayer layer, Path given, LockMode mode, long offsetSectors, long sectorCount)
            throws IOException {
        return open(
                new DiskOpener(layer, given.toRealPath(), mode), opener -> opener.openPart(offsetSectors, sectorCount));
    }

    private interface Opening {
        DiskParts by(DiskOpener opener) throws IOException;
    }

    private static DiskParts open(DiskOpener opener, Opening opening) throws IOException {
        boolean opened = false;
        try {
            DiskParts parts = opening.by(opener);
            opened = true;
            return parts;
        } finally {
            if (!opened) {
                opener.files.close();
            }
        }
    }

    private DiskParts open() throws IOException {
        LockedFile file = FileRegistry.open(layer, path, mode);
        files.adopt(file);
        return switch (DiskProbe.kind(file)) {
            case SPARSE -> openEmbedded(file);
            case RAW -> raw(file, 0, file.sizeBytes() / Sectors.SECTOR_BYTES);
            case DESCRIPTOR -> openWithDescriptor(file);
        };
    }

    private DiskParts openPart(long offsetSectors, long sectorCount) throws IOException {
        LockedFile file = FileRegistry.open(layer, path, mode);
        files.adopt(file);
        return raw(file, offsetSectors, sectorCount);
    }

    private DiskParts raw(LockedFile file, long offsetSectors, long sectorCount) throws IOException {
        VmdkDescriptor descriptor = DescriptorTemplate.raw(path, sectorCount);
        Extent extent = new FlatExtent(file, offsetSectors, sectorCount);
        return new DiskParts(path, CreateType.RAW, descriptor, null, List.of(part(extent, file)), files);
    }

    private DiskParts openEmbedded(LockedFile file) throws IOException {
        SparseLayout layout = SparseLayout.read(file);
        EmbeddedDescriptor store = new EmbeddedDescriptor(layer, file, layout.header());
        VmdkDescriptor descriptor = store.read(mode);
        CreateType type = new SupportRules(path, descriptor).requireSupported(mode);
        List<ExtentLine> lines = descriptor.extents();
        if (lines.size() != 1 || type.isFlat() || type == CreateType.TWO_GB_MAX_EXTENT_SPARSE) {
            throw new UnsupportedDiskException(
                    path, "its embedded descriptor tells of " + lines.size() + " extents, type " + type.label());
        }
        Extent extent = sparse(file, layout, lines.get(0));
        return new DiskParts(path, type, descriptor, store, List.of(part(extent, file)), files);
    }

    private DiskParts openWithDescriptor(LockedFile file) throws IOException {
        long sizeBytes = file.sizeBytes();
        if (sizeBytes > DiskProbe.MAX_DESCRIPTOR_BYTES) {
            String problem = "expected at most " + DiskProbe.MAX_DESCRIPTOR_BYTES + " bytes, found " + sizeBytes;
            throw new VmdkFormatException(path, "descriptor", "length", 0, problem);
        }
        byte[] text = file.readUpTo(0, (int) sizeBytes);
        files.dismiss(file);
        VmdkDescriptor descriptor = VmdkDescriptor.parse(text, path, 0);
        CreateType type = new SupportRules(path, descriptor).requireSupported(mode);
        List<DiskParts.Part> extents = new ArrayList<>();
        SectorUse use = new SectorUse(path);
        for (ExtentLine line : descriptor.extents()) {
            LockedFile extentFile = files.open(Objects.requireNonNull(line.fileName()));
            use.add(extentFile.identity(), line, type.isFlat());
            extents.add(part(extent(type, extentFile, line), extentFile));
        }
        return new DiskParts(path, type, descriptor, new DescriptorFile(layer, path), extents, files);
    }

    private Extent extent(CreateType type, LockedFile file, ExtentLine line) throws IOException {
        return type.isFlat()
                ? new FlatExtent(file, line.offsetSectors(), line.sectorCount())
                : sparse(file, SparseLayout.read(file), line);
    }

    private Extent sparse(LockedFile file, SparseLayout layout, ExtentLine line) throws IOException {
        if (layout.capacitySectors() != line.sectorCount()) {
            String problem =
                    "the descriptor says " + line.sectorCount() + " sectors, the header " + layout.capacitySectors();
            throw new VmdkFormatException(
                    file.path(), "sparse header", "capacity", SparseHeader.CAPACITY_OFFSET, problem);
        }
        if (layout.isCompressed()) {
            return stream(file, layout);
        }
        if (mode == LockMode.EXCLUSIVE && layout.header().version() > 2) {
            throw new UnsupportedDiskException(file.path(), "version 3 of the sparse header is only read, not written");
        }
        SparseExtent extent = new SparseExtent(file, layout);
        if (mode == LockMode.EXCLUSIVE || layout.isQuickToScan()) {
            extent.requireSoundStructure();
        }
        return extent;
    }

    private Extent stream(LockedFile file, SparseLayout layout) throws IOException {
        if (mode == LockMode.EXCLUSIVE) {
            throw new UnsupportedDiskException(file.path(), "compressed grains cannot be written in place");
        }
        StreamOptimizedExtent extent = new StreamOptimizedExtent(file, layout);
        if (layout.isQuickToScan()) {
            extent.requireSoundStructure();
        }
        return extent;
    }

    private static DiskParts.Part part(Extent extent, LockedFile file) {
        return new DiskParts.Part(extent, file.path());
    }
}
