// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.internal.disk.DiskBuilder;
import org.sectorkeep.vmdk.internal.disk.DiskOpener;
import org.sectorkeep.vmdk.internal.disk.DiskParts;
import org.sectorkeep.vmdk.internal.disk.NewDiskPlan;
import org.sectorkeep.vmdk.internal.extent.SparseSkeleton;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.Sectors;
import org.sectorkeep.vmdk.internal.file.SystemFiles;

/**
 * A disk that is being made, under temporary names ({@code .NAME.sectorkeep-XXXXXXXX.tmp}) in the folder where it is to
 * be. {@link #commit} puts it in place; {@link #close} without it removes everything.
 *
 * <p>One thread makes, commits and closes it; its {@link #disk} may be used by many.
 */
public final class NewDisk implements Closeable {
    /** What becomes of files that have the names of the new ones. */
    public enum Existing {
        /** The new disk is refused. */
        REFUSE,
        /** They are replaced, unless they are in use. */
        REPLACE
    }

    private static final Set<CreateType> CREATABLE = Set.of(
            CreateType.MONOLITHIC_SPARSE,
            CreateType.TWO_GB_MAX_EXTENT_SPARSE,
            CreateType.MONOLITHIC_FLAT,
            CreateType.TWO_GB_MAX_EXTENT_FLAT,
            CreateType.STREAM_OPTIMIZED,
            CreateType.RAW);

    private enum State {
        OPEN,
        COMMITTED,
        CLOSED
    }

    private final FileLayer layer;
    private final NewDiskPlan plan;
    private final Existing existing;
    private final DiskBuilder builder;
    private final VirtualDisk disk;
    private State state = State.OPEN;

    private NewDisk(FileLayer layer, NewDiskPlan plan, Existing existing, DiskBuilder builder, VirtualDisk disk) {
        this.layer = layer;
        this.plan = plan;
        this.existing = existing;
        this.builder = builder;
        this.disk = disk;
    }

    /**
     * Makes the files of a disk, empty. Flat files have their full size at once, as holes.
     *
     * @param target the descriptor, sparse file or raw image to be; extents get names as QEMU gives them
     * @param type one of monolithicSparse, twoGbMaxExtentSparse, monolithicFlat, twoGbMaxExtentFlat, streamOptimized, raw;
     *     a streamOptimized disk takes whole grains only, each once, and is not read before it is committed
     * @param capacityBytes a multiple of 512, at least 512; at most 256 TiB for a sparse file
     * @param existing what becomes of files that have these names
     * @param descriptorChange gets the descriptor with the lines that QEMU would write, and may change all but the
     *     extents; not called for a raw image
     * @return the disk, open for writing
     * @throws IllegalArgumentException if the type or capacity is none that can be made
     * @throws java.nio.file.FileAlreadyExistsException if a file exists and is to be refused
     * @throws DiskInUseException if a file that is to be replaced is in use
     * @throws IOException if a flat disk would not fit the file system, the descriptor its area, or writing fails;
     *     nothing is left behind
     */
    public static NewDisk create(
            Path target,
            CreateType type,
            long capacityBytes,
            Existing existing,
            UnaryOperator<VmdkDescriptor> descriptorChange)
            throws IOException {
        return create(SystemFiles.INSTANCE, target, type, capacityBytes, existing, descriptorChange);
    }

    static NewDisk create(
            FileLayer layer,
            Path target,
            CreateType type,
            long capacityBytes,
            Existing existing,
            UnaryOperator<VmdkDescriptor> descriptorChange)
            throws IOException {
        requireCreatable(type, capacityBytes);
        NewDiskPlan plan = new NewDiskPlan(realTarget(target), type, capacityBytes / Sectors.SECTOR_BYTES);
        return create(layer, plan, null, existing, descriptorChange);
    }

    /**
     * Makes a snapshot: an empty child, through which the parent shows until it is written. The parent must not be
     * written any more, or the child becomes stale; it is open for reading until the child is committed or closed.
     *
     * @param target the sparse file or descriptor to be
     * @param type monolithicSparse or twoGbMaxExtentSparse
     * @param parent the disk that the child is made on; the child names it from its own folder on
     * @param existing what becomes of files that have these names
     * @param descriptorChange gets the descriptor with the disk database of the parent, and may change all but the
     *     extents and what it says of the parent
     * @return the child, of the parent's size, open for writing
     * @throws IllegalArgumentException if the type is none of those
     * @throws UnsupportedDiskException if the parent is of a kind that is refused, or cannot have a child
     * @throws java.nio.file.FileAlreadyExistsException if a file exists and is to be refused
     * @throws DiskInUseException if a file that is to be replaced, or the parent, is in use
     * @throws IOException if the descriptor does not fit its area, or reading or writing fails; nothing is left behind
     */
    public static NewDisk createChild(
            Path target,
            CreateType type,
            Path parent,
            Existing existing,
            UnaryOperator<VmdkDescriptor> descriptorChange)
            throws IOException {
        return createChild(SystemFiles.INSTANCE, target, type, parent, existing, descriptorChange);
    }

    static NewDisk createChild(
            FileLayer layer,
            Path target,
            CreateType type,
            Path parent,
            Existing existing,
            UnaryOperator<VmdkDescriptor> descriptorChange)
            throws IOException {
        if (type != CreateType.MONOLITHIC_SPARSE && type != CreateType.TWO_GB_MAX_EXTENT_SPARSE) {
            throw new IllegalArgumentException("a child of type " + type.label() + " cannot be created");
        }
        DiskParts below = DiskOpener.open(layer, parent, LockMode.SHARED, ChangeTracking.KEEP);
        boolean made = false;
        try {
            requireCreatable(type, below.extents().capacityBytes());
            long capacitySectors = below.extents().capacityBytes() / Sectors.SECTOR_BYTES;
            NewDiskPlan plan = new NewDiskPlan(realTarget(target), type, capacitySectors);
            DiskBuilder.requireNoneOf(below, plan);
            NewDisk child = create(layer, plan, below, existing, descriptorChange);
            made = true;
            return child;
        } finally {
            if (!made) {
                below.files().close();
            }
        }
    }

    /**
     * Makes a raw file of another format, empty: first room for that format's header, then the disk.
     *
     * @param target the file to be
     * @param leadBytes the room before the disk: a multiple of 512, 0 or more; {@link #writeLead} fills it
     * @param capacityBytes the size of the disk: a multiple of 512, at least 512
     * @param existing what becomes of a file that has this name
     * @return the disk, open for writing: its first byte is the first one behind the room
     * @throws IllegalArgumentException if a size is none of those
     * @throws java.nio.file.FileAlreadyExistsException if the file exists and is to be refused
     * @throws DiskInUseException if the file that is to be replaced is in use
     * @throws IOException if it would not fit the file system, or writing fails; nothing is left behind
     */
    public static NewDisk createRaw(Path target, long leadBytes, long capacityBytes, Existing existing)
            throws IOException {
        requireCreatable(CreateType.RAW, capacityBytes);
        if (leadBytes < 0 || leadBytes % Sectors.SECTOR_BYTES != 0 || leadBytes > Long.MAX_VALUE - capacityBytes) {
            throw new IllegalArgumentException(
                    "the room before the disk must be a multiple of 512 bytes, found " + leadBytes);
        }
        NewDiskPlan plan = new NewDiskPlan(
                realTarget(target),
                CreateType.RAW,
                capacityBytes / Sectors.SECTOR_BYTES,
                leadBytes / Sectors.SECTOR_BYTES);
        return create(SystemFiles.INSTANCE, plan, null, existing, UnaryOperator.identity());
    }

    private static NewDisk create(
            FileLayer layer,
            NewDiskPlan plan,
            @Nullable DiskParts parent,
            Existing existing,
            UnaryOperator<VmdkDescriptor> descriptorChange)
            throws IOException {
        if (existing == Existing.REPLACE) {
            DiskBuilder.requireOutOfUse(layer, plan);
        } else {
            DiskBuilder.requireAbsent(plan);
        }
        DiskBuilder builder = DiskBuilder.start(layer, plan, parent, descriptorChange);
        boolean built = false;
        try {
            NewDisk disk = new NewDisk(layer, plan, existing, builder, VirtualDisk.ofNew(layer, builder.build()));
            built = true;
            return disk;
        } finally {
            if (!built) {
                builder.discard();
            }
        }
    }

    /**
     * The names that the files of a disk will have; all must be free, or be replaced.
     *
     * @param target the descriptor, sparse file or raw image to be
     * @param type as for {@link #create}
     * @param capacityBytes as for {@link #create}
     * @return the target first, then its extents and what may lie beside it
     * @throws IllegalArgumentException if the type or capacity is none that can be made
     * @throws IOException if the folder does not exist
     */
    public static List<Path> files(Path target, CreateType type, long capacityBytes) throws IOException {
        requireCreatable(type, capacityBytes);
        return new NewDiskPlan(realTarget(target), type, capacityBytes / Sectors.SECTOR_BYTES).finalNames();
    }

    private static void requireCreatable(CreateType type, long capacityBytes) {
        if (!CREATABLE.contains(type)) {
            throw new IllegalArgumentException("a disk of type " + type.label() + " cannot be created");
        }
        if (capacityBytes < Sectors.SECTOR_BYTES || capacityBytes % Sectors.SECTOR_BYTES != 0) {
            throw new IllegalArgumentException(
                    "the capacity must be a positive multiple of 512 bytes, found " + capacityBytes);
        }
        if (!type.isFlat() && capacityBytes / Sectors.SECTOR_BYTES > SparseSkeleton.MAX_CAPACITY_SECTORS) {
            throw new IllegalArgumentException(
                    "a sparse disk holds at most 256 TiB, found " + capacityBytes + " bytes");
        }
    }

    private static Path realTarget(Path target) throws IOException {
        Path absolute = target.toAbsolutePath().normalize();
        Path name = absolute.getFileName();
        if (name == null) {
            throw new IllegalArgumentException("not a file name: '" + target + "'");
        }
        return Objects.requireNonNull(absolute.getParent()).toRealPath().resolve(name);
    }

    /**
     * The disk, to be filled.
     *
     * @return open for writing until {@link #commit} or {@link #close}; its path is the one to be
     */
    public VirtualDisk disk() {
        return disk;
    }

    /**
     * Lets those open the files, once they are in place, who may now open all files of another disk and of the disks
     * below it: the same POSIX mode and, if it may be given away, the same group. Until then, and without this call for
     * ever, only their owner may open them. Does nothing where files have no such modes.
     *
     * @param original an open disk
     * @throws IOException if the mode of one of its files cannot be read
     */
    public void shareAs(VirtualDisk original) throws IOException {
        Set<Path> files = new HashSet<>();
        for (@Nullable VirtualDisk link = original;
                link != null;
                link = link.parent().orElse(null)) {
            files.add(link.path());
            link.extents().forEach(extent -> files.add(extent.file()));
        }
        builder.shareAs(files);
    }

    /**
     * Writes into the room before a disk of {@link #createRaw}, from its first byte on.
     *
     * @param source written from position to limit
     * @throws IllegalArgumentException if it is longer than the room
     * @throws IOException if the file cannot be written
     */
    public void writeLead(ByteBuffer source) throws IOException {
        if (source.remaining() > Sectors.toBytes(plan.leadSectors())) {
            throw new IllegalArgumentException("the room before the disk has " + Sectors.toBytes(plan.leadSectors())
                    + " bytes, found " + source.remaining());
        }
        builder.writeLead(source);
    }

    /**
     * Brings everything to the storage, closes the disk and gives the files their names: the descriptor last, so that
     * no disk opens before it is whole. Files replaced that belong together go from the descriptor on, so that old and
     * new never mix.
     *
     * @throws IllegalStateException if already committed or closed
     * @throws java.nio.file.FileAlreadyExistsException if a file has come up meanwhile and is to be refused
     * @throws IOException if it fails; {@link #close} then removes everything made
     */
    public void commit() throws IOException {
        if (state != State.OPEN) {
            throw new IllegalStateException("'" + plan.target() + "' is already " + state);
        }
        disk.flush();
        builder.writeDescriptor();
        if (existing == Existing.REPLACE) {
            DiskBuilder.requireOutOfUse(layer, plan);
        }
        builder.place(
                existing == Existing.REPLACE); // the files are held meanwhile, so that nobody takes them for left over
        state = State.COMMITTED;
        disk.abandon(); // all of it was forced
    }

    /**
     * Ends the making. Without {@link #commit} before, every file made is removed.
     *
     * @throws IOException if a file cannot be closed or removed
     */
    @Override
    public void close() throws IOException {
        State before = state;
        state = before == State.COMMITTED ? before : State.CLOSED;
        if (before == State.OPEN) {
            try {
                disk.abandon();
            } finally {
                builder.discard();
            }
        }
    }
}
