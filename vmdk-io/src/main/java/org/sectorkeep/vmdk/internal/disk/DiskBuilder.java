// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.DiskInUseException;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.internal.extent.Extent;
import org.sectorkeep.vmdk.internal.extent.FlatExtent;
import org.sectorkeep.vmdk.internal.extent.SparseExtent;
import org.sectorkeep.vmdk.internal.extent.SparseHeader;
import org.sectorkeep.vmdk.internal.extent.SparseLayout;
import org.sectorkeep.vmdk.internal.extent.SparseSkeleton;
import org.sectorkeep.vmdk.internal.extent.StreamOptimizedWriter;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.FileRegistry;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.ManyFiles;
import org.sectorkeep.vmdk.internal.file.RandomFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** Makes the files of a new disk under temporary names and puts them in place. */
public final class DiskBuilder {
    private final FileLayer layer;
    private final NewDiskPlan plan;
    private final @Nullable DiskParts parent;
    private final Map<Path, Path> temporaryByFinal = new LinkedHashMap<>();
    private final List<LockedFile> files = new ArrayList<>();
    private final List<Path> placed = new ArrayList<>();
    private @Nullable StreamOptimizedWriter stream;
    private VmdkDescriptor descriptor;
    private SharedMode mode = SharedMode.OWNER_ONLY;

    private DiskBuilder(FileLayer layer, NewDiskPlan plan, @Nullable DiskParts parent, VmdkDescriptor descriptor) {
        this.layer = layer;
        this.plan = plan;
        this.parent = parent;
        this.descriptor = descriptor;
    }

    /** The parent's files become the builder's if this succeeds. */
    public static DiskBuilder start(
            FileLayer layer, NewDiskPlan plan, @Nullable DiskParts parent, UnaryOperator<VmdkDescriptor> change)
            throws IOException {
        requireSpace(plan);
        VmdkDescriptor descriptor = plan.type() == CreateType.RAW
                ? DescriptorTemplate.raw(plan.target(), plan.capacitySectors())
                : change.apply(descriptor(plan, parent));
        return new DiskBuilder(layer, plan, parent, descriptor);
    }

    private static VmdkDescriptor descriptor(NewDiskPlan plan, @Nullable DiskParts parent) throws IOException {
        if (parent == null) {
            return DescriptorTemplate.of(plan.target(), plan.type(), lines(plan), "");
        }
        ChildLines lines = new ChildLines(plan.target(), parent);
        lines.requireNameable();
        return lines.addTo(DescriptorTemplate.of(plan.target(), plan.type(), lines(plan), lines.hint()));
    }

    private static List<DescriptorTemplate.NewExtent> lines(NewDiskPlan plan) {
        return plan.extents().stream()
                .map(each -> new DescriptorTemplate.NewExtent(
                        each.path().getFileName().toString(), each.sectorCount()))
                .toList();
    }

    /** A flat disk takes all its space in the end: better to know before it is half written. */
    private static void requireSpace(NewDiskPlan plan) throws IOException {
        long neededBytes = Sectors.toBytes(plan.leadSectors() + plan.capacitySectors());
        long usableBytes = Files.getFileStore(folder(plan)).getUsableSpace();
        if (plan.type().isFlat() && neededBytes > usableBytes) {
            throw new IOException("'" + plan.target() + "' needs " + neededBytes + " bytes, and its file system has "
                    + usableBytes + " left");
        }
    }

    private static Path folder(NewDiskPlan plan) {
        return Objects.requireNonNull(plan.target().getParent());
    }

    /** Makes the files; on failure {@link #discard} removes what there is. */
    public DiskParts build() throws IOException {
        removeLeftOvers();
        List<DiskParts.Part> extents = new ArrayList<>();
        long startSector = 0;
        for (NewDiskPlan.ExtentFile each : plan.extents()) {
            Path temporary = TemporaryNames.nextTo(each.path());
            temporaryByFinal.put(each.path(), temporary);
            LockedFile file = FileRegistry.create(layer, temporary);
            files.add(file);
            extents.add(new DiskParts.Part(extent(file, startSector, each.sectorCount()), temporary));
            startSector += each.sectorCount();
        }
        setDescriptor(descriptor);
        DescriptorStore store = plan.type() == CreateType.RAW ? null : this::setDescriptor;
        NavigableExtents navigable = new NavigableExtents(extents, DiskParts.backing(parent, 0));
        return new DiskParts(plan.target(), plan.type(), descriptor, store, navigable, parent, this::closeFiles);
    }

    /** What killed runs have left of the same files goes. A file that is being made is held until it has its name. */
    private void removeLeftOvers() throws IOException {
        for (Path name : plan.finalNames()) {
            for (Path each : TemporaryNames.existingFor(name)) {
                if (isHeldByNobody(each)) {
                    layer.delete(each);
                }
            }
        }
    }

    private boolean isHeldByNobody(Path file) throws IOException {
        try (LockedFile held = FileRegistry.open(layer, file, LockMode.EXCLUSIVE)) {
            return held.sizeBytes() >= 0;
        } catch (DiskInUseException | NoSuchFileException e) {
            return false;
        }
    }

    private void closeFiles() throws IOException {
        List<Closeable> all = new ArrayList<>(files);
        if (parent != null) {
            all.add(parent.files());
        }
        ManyFiles.close(all);
    }

    private Extent extent(LockedFile file, long startSector, long sectorCount) throws IOException {
        if (plan.type().isFlat()) {
            long lastSectorBytes = Sectors.toBytes(plan.leadSectors() + sectorCount - 1);
            file.file().write(lastSectorBytes, ByteBuffer.allocate(Sectors.SECTOR_BYTES));
            return new FlatExtent(file, plan.leadSectors(), sectorCount);
        }
        if (plan.type() == CreateType.STREAM_OPTIMIZED) {
            stream = new StreamOptimizedWriter(file, sectorCount);
            return stream;
        }
        new SparseSkeleton(sectorCount).write(file.file());
        return new SparseExtent(file, SparseLayout.read(file), DiskParts.backing(parent, Sectors.toBytes(startSector)));
    }

    /** Kept in memory until the disk is put in place; one that would not fit then is refused now. */
    private synchronized void setDescriptor(VmdkDescriptor changed) throws IOException {
        if (plan.hasEmbeddedDescriptor()) {
            EmbeddedDescriptor.padded(changed.bytes(), areaBytes(), plan.target());
        }
        descriptor = changed;
    }

    private int areaBytes() {
        SparseHeader header = new SparseSkeleton(plan.capacitySectors()).header();
        return (int) Sectors.toBytes(header.descriptorSectors());
    }

    /** Writes into what stands before a raw disk. */
    public void writeLead(ByteBuffer source) throws IOException {
        files.get(0).file().write(0, source);
    }

    /** Writes the descriptor. The extents must have been flushed, and are forced with it. */
    public synchronized void writeDescriptor() throws IOException {
        if (stream != null) {
            stream.finish(ByteBuffer.wrap(EmbeddedDescriptor.padded(descriptor.bytes(), areaBytes(), plan.target())));
        } else if (plan.hasEmbeddedDescriptor()) {
            long position = Sectors.toBytes(
                    new SparseSkeleton(plan.capacitySectors()).header().descriptorSector());
            RandomFile file = files.get(0).file();
            file.write(
                    position,
                    ByteBuffer.wrap(EmbeddedDescriptor.padded(descriptor.bytes(), areaBytes(), plan.target())));
            file.force();
        } else if (plan.hasDescriptorFile()) {
            Path temporary = TemporaryNames.nextTo(plan.target());
            temporaryByFinal.put(plan.target(), temporary);
            LockedFile file = FileRegistry.create(layer, temporary);
            files.add(file);
            file.file().write(0, ByteBuffer.wrap(descriptor.bytes()));
            file.file().force();
        }
    }

    /** Lets those open the files, once they get their names, who may open all of others now. */
    public void shareAs(Collection<Path> originals) throws IOException {
        mode = SharedMode.of(originals);
    }

    /** Gives the files their names, the descriptor last. Old files of these names must be out of use. */
    public void place(boolean replaceExisting) throws IOException {
        if (replaceExisting) {
            removeOld();
        } else {
            requireAbsent(plan);
        }
        for (Path temporary : temporaryByFinal.values()) {
            mode.applyTo(temporary);
        }
        for (Map.Entry<Path, Path> each : temporaryByFinal.entrySet()) {
            if (each.getKey().equals(plan.target())) {
                layer.forceFolder(folder(plan)); // the extents are there before anything names them
            }
            layer.replace(each.getValue(), each.getKey());
            placed.add(each.getKey());
        }
        layer.forceFolder(folder(plan));
    }

    /** A single file is replaced in one step; of several the old descriptor goes first, so that nothing mixed opens. */
    private void removeOld() throws IOException {
        Path journal = DescriptorJournal.pathFor(plan.target());
        if (temporaryByFinal.size() > 1 || Files.exists(journal)) {
            layer.delete(plan.target());
            layer.delete(journal);
            layer.forceFolder(folder(plan));
        }
    }

    /** Removes everything made, also what has been put in place. */
    public void discard() throws IOException {
        closeFiles();
        for (Map.Entry<Path, Path> each : temporaryByFinal.entrySet()) {
            layer.delete(each.getValue());
        }
        for (Path each : placed) {
            layer.delete(each);
        }
    }

    public static void requireAbsent(NewDiskPlan plan) throws IOException {
        for (Path each : plan.finalNames()) {
            if (Files.exists(each, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(each.toString(), null, "already exists");
            }
        }
    }

    /** Refuses to put the new disk in the place of what it is made on. */
    public static void requireNoneOf(DiskParts parent, NewDiskPlan plan) throws IOException {
        for (DiskParts link = parent; link != null; link = link.parent()) {
            List<Path> used = new ArrayList<>(List.of(link.path()));
            link.extents().infos().forEach(extent -> used.add(extent.file()));
            for (Path name : plan.finalNames()) {
                for (Path file : used) {
                    if (Files.exists(name) && Files.isSameFile(name, file)) {
                        throw new UnsupportedDiskException(name, "it is a file of what the new disk is made on");
                    }
                }
            }
        }
    }

    /** Refuses to replace what is open here or elsewhere, or is no file. */
    public static void requireOutOfUse(FileLayer layer, NewDiskPlan plan) throws IOException {
        for (Path each : plan.finalNames()) {
            if (Files.exists(each)) {
                FileRegistry.open(layer, each, LockMode.EXCLUSIVE).close();
            }
        }
    }
}
