// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.ExtentLine;
import org.sectorkeep.vmdk.StructureFinding;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.extent.Backing;
import org.sectorkeep.vmdk.internal.extent.FlatExtent;
import org.sectorkeep.vmdk.internal.extent.SparseLayout;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.FileRegistry;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens and locks the files of a disk, and of all disks below it, and finds out whether they fit together. */
public final class DiskOpener {
    private static final Logger LOG = LoggerFactory.getLogger(DiskOpener.class);

    /** Eight times what VMware allows. */
    private static final int MAX_LINKS = 256;

    private static final Set<CreateType> EMBEDDED =
            Set.of(CreateType.MONOLITHIC_SPARSE, CreateType.STREAM_OPTIMIZED, CreateType.CUSTOM);

    private final FileLayer layer;
    private final Path path;
    private final LockMode mode;
    private final ChangeTracking tracking;
    private final List<Path> above;
    private final ExtentFiles files;

    private DiskOpener(FileLayer layer, Path path, LockMode mode, ChangeTracking tracking, List<Path> above) {
        this.layer = layer;
        this.path = path;
        this.mode = mode;
        this.tracking = tracking;
        this.above = above;
        this.files = new ExtentFiles(layer, path, mode);
    }

    /** The disks below it are opened for reading only. */
    public static DiskParts open(FileLayer layer, Path given, LockMode mode, ChangeTracking tracking)
            throws IOException {
        return open(new DiskOpener(layer, given.toRealPath(), mode, tracking, List.of()), DiskOpener::open);
    }

    /** Whether a file is a disk that names another one as its parent. What cannot be read as a disk is none. */
    public static boolean isChildOf(FileLayer layer, Path file, Path parent) {
        DiskOpener opener = new DiskOpener(layer, file, LockMode.SHARED, ChangeTracking.KEEP, List.of());
        try (opener.files) {
            VmdkDescriptor descriptor = opener.descriptorAlone();
            return descriptor != null && parent.equals(new ParentDisk(file, descriptor).path());
        } catch (IOException e) {
            LOG.debug("'{}' is not looked at as a snapshot of '{}'", file, parent, e);
            return false;
        }
    }

    /** Finishes an interrupted change of the descriptor in a file that is held for writing. */
    public static void settle(FileLayer layer, LockedFile file) throws IOException {
        new JournaledHead(layer, file).settle(LockMode.EXCLUSIVE);
    }

    private @Nullable VmdkDescriptor descriptorAlone() throws IOException {
        LockedFile file = FileRegistry.open(layer, path, mode);
        files.adopt(file);
        return switch (DiskProbe.kind(file)) {
            case SPARSE -> embedded(file).read();
            case RAW -> null;
            case DESCRIPTOR -> VmdkDescriptor.parse(textIn(file), path, 0);
        };
    }

    /** Opens a part of a file as a raw image, without a look at what the file is. */
    public static DiskParts openPart(FileLayer layer, Path given, LockMode mode, long offsetSectors, long sectorCount)
            throws IOException {
        return open(
                new DiskOpener(layer, given.toRealPath(), mode, ChangeTracking.KEEP, List.of()),
                opener -> opener.openPart(offsetSectors, sectorCount));
    }

    private interface Opening {
        DiskParts by(DiskOpener opener) throws IOException;
    }

    private static DiskParts open(DiskOpener opener, Opening opening) throws IOException {
        boolean opened = false;
        try {
            DiskParts parts = opening.by(opener);
            opened = true;
            parts.extents().damage().forEach(DiskOpener::warn);
            return parts;
        } finally {
            if (!opened) {
                opener.files.close();
            }
        }
    }

    private static void warn(StructureFinding damage) {
        LOG.warn("{}", damage.text());
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

    /** Opens a whole file or block device as a raw image, without a look at what it holds. */
    public static DiskParts openDevice(FileLayer layer, Path given, LockMode mode) throws IOException {
        return open(
                new DiskOpener(layer, given.toRealPath(), mode, ChangeTracking.KEEP, List.of()),
                DiskOpener::openDevice);
    }

    private DiskParts openPart(long offsetSectors, long sectorCount) throws IOException {
        return raw(device(), offsetSectors, sectorCount);
    }

    private DiskParts openDevice() throws IOException {
        LockedFile file = device();
        return raw(file, 0, file.sizeBytes() / Sectors.SECTOR_BYTES);
    }

    private LockedFile device() throws IOException {
        LockedFile file = FileRegistry.openDevice(layer, path, mode);
        files.adopt(file);
        return file;
    }

    private DiskParts raw(LockedFile file, long offsetSectors, long sectorCount) throws IOException {
        DiskParts.Part part = new DiskParts.Part(new FlatExtent(file, offsetSectors, sectorCount), file.path());
        return new DiskParts(
                path,
                CreateType.RAW,
                DescriptorTemplate.raw(path, sectorCount),
                null,
                new NavigableExtents(List.of(part), Backing.ZEROES),
                null,
                files);
    }

    private DiskParts openEmbedded(LockedFile file) throws IOException {
        EmbeddedDescriptor store = embedded(file);
        VmdkDescriptor descriptor = store.read();
        CreateType type = new SupportRules(path, descriptor).requireSupported(mode, tracking);
        long inFiles = descriptor.extents().stream()
                .filter(line -> line.fileName() != null)
                .count();
        if (inFiles != 1 || !EMBEDDED.contains(type)) {
            throw new UnsupportedDiskException(
                    path, "its embedded descriptor tells of " + inFiles + " extents in files, type " + type.label());
        }
        return parts(type, descriptor, store, file);
    }

    private EmbeddedDescriptor embedded(LockedFile file) throws IOException {
        JournaledHead head = new JournaledHead(layer, file);
        head.settle(mode);
        return new EmbeddedDescriptor(head, file, SparseLayout.read(file).header());
    }

    private DiskParts openWithDescriptor(LockedFile file) throws IOException {
        byte[] text = textIn(file);
        files.dismiss(file);
        VmdkDescriptor descriptor = VmdkDescriptor.parse(text, path, 0);
        CreateType type = new SupportRules(path, descriptor).requireSupported(mode, tracking);
        DiskParts parts = parts(type, descriptor, new DescriptorFile(layer, path), null);
        requireUnchanged(text);
        return parts;
    }

    private byte[] textIn(LockedFile file) throws IOException {
        long sizeBytes = file.sizeBytes();
        if (sizeBytes > DiskProbe.MAX_DESCRIPTOR_BYTES) {
            String problem = "expected at most " + DiskProbe.MAX_DESCRIPTOR_BYTES + " bytes, found " + sizeBytes;
            throw new VmdkFormatException(path, "descriptor", "length", 0, problem);
        }
        return file.readUpTo(0, (int) sizeBytes);
    }

    /** The descriptor was read before the extents were locked: who held them may have replaced it meanwhile. */
    private void requireUnchanged(byte[] text) throws IOException {
        byte[] now;
        try (InputStream in = Files.newInputStream(path)) {
            now = in.readNBytes(text.length + 1);
        }
        if (!Arrays.equals(text, now)) {
            throw new IOException("'" + path + "' was changed while it was being opened");
        }
    }

    /** Where the descriptor of a disk that gets one is kept. */
    public static DescriptorStore descriptorFile(FileLayer layer, Path file) {
        return new DescriptorFile(layer, file);
    }

    private DiskParts parts(
            CreateType type, VmdkDescriptor descriptor, DescriptorStore store, @Nullable LockedFile self)
            throws IOException {
        DiskParts parent = openParent(descriptor);
        ExtentOpener opener = new ExtentOpener(path, mode, files, parent);
        List<DiskParts.Part> extents = new ArrayList<>();
        for (ExtentLine line : descriptor.extents()) {
            extents.add(opener.next(line, self));
        }
        NavigableExtents navigable = new NavigableExtents(extents, DiskParts.backing(parent, 0));
        return new DiskParts(path, type, descriptor, store, navigable, parent, files);
    }

    private @Nullable DiskParts openParent(VmdkDescriptor descriptor) throws IOException {
        ParentDisk parent = new ParentDisk(path, descriptor);
        Path parentPath = parent.path();
        if (parentPath == null) {
            return null;
        }
        List<Path> chain = new ArrayList<>(above);
        chain.add(path);
        if (chain.contains(parentPath)) {
            throw new VmdkFormatException(
                    path, "descriptor", ParentDisk.HINT, 0, "'" + parentPath + "' would be its own ancestor");
        }
        if (chain.size() == MAX_LINKS) {
            throw new UnsupportedDiskException(path, "the chain of its children has " + MAX_LINKS + " links already");
        }
        DiskParts opened =
                open(new DiskOpener(layer, parentPath, LockMode.SHARED, ChangeTracking.KEEP, chain), DiskOpener::open);
        files.adopt(opened.files());
        parent.require(opened);
        return opened;
    }
}
