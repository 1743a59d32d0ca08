// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.vmdk.internal.disk.ContentId;
import org.sectorkeep.vmdk.internal.disk.DescriptorStore;
import org.sectorkeep.vmdk.internal.disk.DescriptorTemplate;
import org.sectorkeep.vmdk.internal.disk.DiskOpener;
import org.sectorkeep.vmdk.internal.disk.DiskParts;
import org.sectorkeep.vmdk.internal.disk.NavigableExtents;
import org.sectorkeep.vmdk.internal.disk.TrustedFolders;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.Sectors;
import org.sectorkeep.vmdk.internal.file.SystemFiles;

/**
 * An open disk with all its extents: a run of bytes. Nothing is encrypted or decrypted here.
 *
 * <p>Safe for concurrent use by many threads; reads and writes run side by side without a common lock. What two threads
 * write at once to the same bytes is one or the other. A thread that is interrupted finishes its call and stays
 * interrupted; the disk stays open. After {@link #close()} every call fails with {@link IllegalStateException}.
 *
 * <p>A write is in the storage after {@link #flush()} or {@link #close()} returned, and after a crash before that it is
 * there or not, piece by piece; grains that were never written do not come up with what the storage held before. A
 * force or a table write that failed is not tried again: later writes and flushes fail.
 */
public final class VirtualDisk implements Closeable {
    /** What a disk is opened for. */
    public enum Access {
        /** Others may read it too. */
        READ_ONLY,
        /** Nobody else may have it open. */
        READ_WRITE
    }

    private final FileLayer layer;
    private final DiskParts parts;
    private final Access access;
    private final NavigableExtents extents;
    private final @Nullable VirtualDisk parent;
    private final Object descriptorLock = new Object();
    private volatile @Nullable DescriptorStore store;
    private volatile VmdkDescriptor descriptor;
    private volatile boolean contentIdIsFresh;
    private UnaryOperator<VmdkDescriptor> firstWriteChange = UnaryOperator.identity();
    private volatile boolean closed;

    private VirtualDisk(FileLayer layer, DiskParts parts, Access access, boolean contentIdIsFresh) {
        this.layer = layer;
        this.parts = parts;
        this.store = parts.store();
        this.access = access;
        this.extents = parts.extents();
        this.parent = parts.parent() == null
                ? null
                : new VirtualDisk(layer, parts.parent().withFilesOfOthers(), Access.READ_ONLY, true);
        this.descriptor = parts.descriptor();
        this.contentIdIsFresh = contentIdIsFresh;
    }

    /**
     * Opens a disk by its descriptor or its sparse file, or a raw image, and locks all its extent files: shared for
     * {@link Access#READ_ONLY}, exclusively for {@link Access#READ_WRITE}. Of a snapshot all disks below it are opened
     * too, for reading. A disk with change tracking is not opened for writing. A file is a raw image if it is no VMDK, its
     * name does not end in {@code .vmdk} and its size is a multiple of 512 bytes.
     *
     * @param path the file; a link is followed, and extents are looked for beside its target
     * @param access what the disk is opened for
     * @return the open disk
     * @throws java.nio.file.NoSuchFileException if the file, or one that its descriptor names, does not exist
     * @throws VmdkFormatException if a file is damaged
     * @throws UnsupportedDiskException if the disk is of a kind that is refused, or cannot be written
     * @throws StaleChildException if the content of a parent is not the one that its child was made on
     * @throws DiskInUseException if another program, or this process, holds a file
     * @throws IOException if a file cannot be opened, read or locked
     */
    public static VirtualDisk open(Path path, Access access) throws IOException {
        return open(path, access, ChangeTracking.KEEP);
    }

    /**
     * Opens a disk, as {@link #open(Path, Access)} does, and says what becomes of its change tracking.
     *
     * @param path the file; a link is followed, and extents are looked for beside its target
     * @param access what the disk is opened for
     * @param tracking what becomes of the line {@code changeTrackPath} when the disk is written
     * @return the open disk
     * @throws IOException for the reasons of {@link #open(Path, Access)}
     */
    public static VirtualDisk open(Path path, Access access, ChangeTracking tracking) throws IOException {
        return open(SystemFiles.INSTANCE, path, access, tracking);
    }

    /**
     * Opens a part of a file as a raw image, whatever the file is: the content, or the header, of another format. The
     * whole file is locked as for {@link #open}.
     *
     * @param path the file; a link is followed
     * @param access what it is opened for
     * @param offsetBytes where the part starts: a multiple of 512, 0 or more
     * @param lengthBytes its size: a multiple of 512, at least 512
     * @return the open disk, of type {@link CreateType#RAW}
     * @throws IllegalArgumentException if the offset or length is none of those
     * @throws VmdkFormatException if the file ends before the part does
     * @throws DiskInUseException if another program, or this process, holds the file
     * @throws IOException if the file cannot be opened or locked
     */
    public static VirtualDisk openPart(Path path, Access access, long offsetBytes, long lengthBytes)
            throws IOException {
        requireSectors("offset", offsetBytes, 0);
        requireSectors("length", lengthBytes, Sectors.SECTOR_BYTES);
        LockMode mode = access == Access.READ_WRITE ? LockMode.EXCLUSIVE : LockMode.SHARED;
        DiskParts parts = DiskOpener.openPart(
                SystemFiles.INSTANCE,
                path,
                mode,
                offsetBytes / Sectors.SECTOR_BYTES,
                lengthBytes / Sectors.SECTOR_BYTES);
        return new VirtualDisk(SystemFiles.INSTANCE, parts, access, false);
    }

    /**
     * Opens a whole file, or a block device, as a raw image, whatever it holds. It is locked as for {@link #open}.
     *
     * @param path the file or device; a link is followed
     * @param access what it is opened for
     * @return the open disk, of type {@link CreateType#RAW}; what is behind the last whole sector is not part of it
     * @throws UnsupportedDiskException if it is neither a regular file nor a block device
     * @throws DiskInUseException if another program, or this process, holds it
     * @throws IOException if it cannot be opened or locked
     */
    public static VirtualDisk openDevice(Path path, Access access) throws IOException {
        LockMode mode = access == Access.READ_WRITE ? LockMode.EXCLUSIVE : LockMode.SHARED;
        return new VirtualDisk(
                SystemFiles.INSTANCE, DiskOpener.openDevice(SystemFiles.INSTANCE, path, mode), access, false);
    }

    /**
     * Lets descriptors in a folder, and in those below it, name extents that are elsewhere or are block devices, in this
     * process. For folders only that nobody else writes to: their descriptors decide what is read and written.
     *
     * @param folder the folder; need not exist yet
     */
    public static void trustDescriptorsIn(Path folder) {
        TrustedFolders.add(folder);
    }

    /**
     * Whether a descriptor stands in a trusted folder.
     *
     * @param descriptor a file that exists
     * @return {@code true} if it may name extents elsewhere
     * @throws IOException if its real path cannot be told
     */
    public static boolean isTrusted(Path descriptor) throws IOException {
        return TrustedFolders.contain(
                Objects.requireNonNull(descriptor.toRealPath().getParent()));
    }

    private static void requireSectors(String what, long bytes, long leastBytes) {
        if (bytes < leastBytes || bytes % Sectors.SECTOR_BYTES != 0) {
            throw new IllegalArgumentException(
                    what + " must be a multiple of 512 bytes and at least " + leastBytes + ", found " + bytes);
        }
    }

    static VirtualDisk open(FileLayer layer, Path path, Access access) throws IOException {
        return open(layer, path, access, ChangeTracking.KEEP);
    }

    static VirtualDisk open(FileLayer layer, Path path, Access access, ChangeTracking tracking) throws IOException {
        LockMode mode = access == Access.READ_WRITE ? LockMode.EXCLUSIVE : LockMode.SHARED;
        return new VirtualDisk(layer, DiskOpener.open(layer, path, mode, tracking), access, false);
    }

    static VirtualDisk readOnly(FileLayer layer, DiskParts parts) {
        return new VirtualDisk(layer, parts, Access.READ_ONLY, true);
    }

    static VirtualDisk ofNew(FileLayer layer, DiskParts parts) {
        return new VirtualDisk(layer, parts, Access.READ_WRITE, true);
    }

    /**
     * The file that was opened.
     *
     * @return its real path: absolute and without links
     */
    public Path path() {
        return parts.path();
    }

    /**
     * The kind of disk.
     *
     * @return {@link CreateType#RAW} for a raw image
     */
    public CreateType createType() {
        return parts.type();
    }

    /**
     * What the disk was opened for.
     *
     * @return as given to {@link #open}
     */
    public Access access() {
        return access;
    }

    /**
     * The size of the disk.
     *
     * @return in bytes, a multiple of 512, at least 512
     */
    public long capacityBytes() {
        return extents.capacityBytes();
    }

    /**
     * The descriptor as it is now.
     *
     * @return for a raw image a made-up one that is never written
     */
    public VmdkDescriptor descriptor() {
        return descriptor;
    }

    /**
     * The extents, in the order of the disk.
     *
     * @return at least one
     */
    public List<ExtentInfo> extents() {
        return extents.infos();
    }

    /**
     * The disk that shows through the holes of a snapshot.
     *
     * @return the parent, open for reading as long as this disk is; nothing if there is none
     */
    public Optional<VirtualDisk> parent() {
        return Optional.ofNullable(parent);
    }

    /**
     * Damage that was met so far and got round, here or in a disk below: the redundant grain directory was used.
     *
     * @return one for each damaged file; may become more while the disk is read
     */
    public List<StructureFinding> damage() {
        return Stream.concat(extents.damage().stream(), parent == null ? Stream.empty() : parent.damage().stream())
                .toList();
    }

    /**
     * How the bytes from an offset on are stored: the longest run of one kind. Flat extents are all data. In a snapshot
     * it is asked of the parent where this disk has nothing.
     *
     * @param offsetBytes 0 to capacity - 1
     * @param maxLengthBytes at least 1; the run is cut there
     * @return the run, which starts at {@code offsetBytes}
     * @throws IllegalArgumentException if the offset or length is out of range
     * @throws IOException if a table cannot be read, or is damaged
     */
    public AllocatedRange range(long offsetBytes, long maxLengthBytes) throws IOException {
        return extents.range(offsetBytes, requireRun(offsetBytes, maxLengthBytes));
    }

    /**
     * How the bytes from an offset on are stored in this disk alone, whatever its parent holds.
     *
     * @param offsetBytes 0 to capacity - 1
     * @param maxLengthBytes at least 1; the run is cut there
     * @return the run, which starts at {@code offsetBytes}; what is unallocated is the parent's
     * @throws IllegalArgumentException if the offset or length is out of range
     * @throws IOException if a table cannot be read, or is damaged
     */
    public AllocatedRange ownRange(long offsetBytes, long maxLengthBytes) throws IOException {
        return extents.ownRange(offsetBytes, requireRun(offsetBytes, maxLengthBytes));
    }

    /**
     * Reads. Grains that are not there read as the parent does, and as zeroes where there is no parent.
     *
     * @param offsetBytes 0 to capacity, any alignment
     * @param target filled from position to limit
     * @throws IllegalArgumentException if the range is not inside the disk
     * @throws VmdkFormatException if a table or compressed grain is damaged
     * @throws IOException if the file cannot be read
     */
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        requireOpen();
        requireInside(offsetBytes, target.remaining());
        extents.read(offsetBytes, target);
    }

    /**
     * Writes. A grain that has no space yet gets it, whole: what is not written of it becomes the parent's content, or
     * zeroes where there is no parent. The first write gives the descriptor a new content id, which is in the storage before any content is.
     *
     * @param offsetBytes 0 to capacity, any alignment
     * @param source written from position to limit
     * @throws IllegalArgumentException if the range is not inside the disk
     * @throws java.nio.channels.NonWritableChannelException if the disk was opened read-only
     * @throws UnsupportedDiskException if an extent is RDONLY, NOACCESS or of type ZERO
     * @throws IOException if the file cannot be written
     */
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        requireWritable();
        requireInside(offsetBytes, source.remaining());
        if (source.hasRemaining()) {
            refreshContentId();
            extents.split(offsetBytes, source, (extent, offset, piece) -> extent.write(offset, piece));
        }
    }

    /**
     * Writes the same content in another form, such as encrypted, over what is stored: content ids and tables stay.
     *
     * @param offsetBytes 0 to capacity, any alignment
     * @param source written from position to limit
     * @throws IllegalArgumentException if the range is not inside the disk, or not all of it is {@linkplain
     *     AllocatedRange.Kind#DATA stored} in this disk itself
     * @throws java.nio.channels.NonWritableChannelException if the disk was opened read-only
     * @throws UnsupportedDiskException if an extent is RDONLY or NOACCESS
     * @throws IOException if the file cannot be written
     */
    public void rewrite(long offsetBytes, ByteBuffer source) throws IOException {
        requireWritable();
        requireInside(offsetBytes, source.remaining());
        if (!source.hasRemaining()) {
            return;
        }
        AllocatedRange stored = extents.ownRange(offsetBytes, source.remaining());
        if (stored.kind() != AllocatedRange.Kind.DATA || stored.lengthBytes() < source.remaining()) {
            throw new IllegalArgumentException(
                    "bytes " + offsetBytes + " + " + source.remaining() + " are not all stored");
        }
        extents.split(offsetBytes, source, (extent, offset, piece) -> extent.write(offset, piece));
    }

    /**
     * Lets go of the whole grains inside a range; they read as zeroes from then on. Parts of grains, and flat extents,
     * stay as they are, and so do all grains of a snapshot whose file cannot mark grains as zeroes.
     *
     * @param offsetBytes 0 to capacity
     * @param lengthBytes the range must be inside the disk
     * @return true if all of the range now reads as zeroes by the tables; otherwise the caller who wants zeroes writes
     *     them where {@link #range} still finds data
     * @throws IllegalArgumentException if the range is not inside the disk
     * @throws java.nio.channels.NonWritableChannelException if the disk was opened read-only
     * @throws IOException if a table cannot be read or written
     */
    public boolean discard(long offsetBytes, long lengthBytes) throws IOException {
        requireWritable();
        requireInside(offsetBytes, lengthBytes);
        if (lengthBytes > 0) {
            refreshContentId();
        }
        return extents.discard(offsetBytes, lengthBytes);
    }

    /**
     * The size of the grains at an offset.
     *
     * @param offsetBytes 0 to capacity - 1
     * @return in bytes, 0 in a flat extent
     */
    public int grainBytes(long offsetBytes) {
        requireInside(offsetBytes, 1);
        return extents.grainBytes(offsetBytes);
    }

    /**
     * Brings everything written to the storage: the data first, then the tables that point to it.
     *
     * @throws IOException if that fails; it is not tried again
     */
    public void flush() throws IOException {
        requireOpen();
        if (access == Access.READ_WRITE) {
            extents.flush();
        }
    }

    /**
     * Does what {@link #flush()} does for the extents that hold a range only.
     *
     * @param offsetBytes 0 to capacity
     * @param lengthBytes the range must be inside the disk
     * @throws IllegalArgumentException if the range is not inside the disk
     * @throws IOException if that fails; it is not tried again
     */
    public void flush(long offsetBytes, long lengthBytes) throws IOException {
        requireOpen();
        requireInside(offsetBytes, lengthBytes);
        if (access == Access.READ_WRITE) {
            extents.flush(offsetBytes, lengthBytes);
        }
    }

    /**
     * Says how the descriptor is to be changed, besides its content ids ({@code CID}, and {@code ddb.longContentID}
     * where there is one), when content is first written after opening. Never called for a raw image.
     *
     * @param change gets the descriptor with its new content id
     */
    public void onFirstWrite(UnaryOperator<VmdkDescriptor> change) {
        synchronized (descriptorLock) {
            firstWriteChange = change;
        }
    }

    private void refreshContentId() throws IOException {
        if (contentIdIsFresh) {
            return;
        }
        synchronized (descriptorLock) {
            if (!contentIdIsFresh) {
                if (store != null) {
                    store(firstWriteChange.apply(ContentId.renew(descriptor).without("changeTrackPath")));
                }
                contentIdIsFresh = true;
            }
        }
    }

    /**
     * Replaces the descriptor. After a crash the old or the new one is there. In a sparse file with an embedded
     * descriptor it must fit the area, else nothing is changed.
     *
     * @param change gets the descriptor as it is now; called once
     * @throws java.nio.channels.NonWritableChannelException if the disk was opened read-only
     * @throws UnsupportedDiskException for a raw image, which has no descriptor
     * @throws IOException if it does not fit or cannot be written
     */
    public void updateDescriptor(UnaryOperator<VmdkDescriptor> change) throws IOException {
        requireWritable();
        synchronized (descriptorLock) {
            store(change.apply(descriptor));
        }
    }

    private void store(VmdkDescriptor changed) throws IOException {
        requireStore().write(changed);
        descriptor = changed;
    }

    private DescriptorStore requireStore() throws UnsupportedDiskException {
        DescriptorStore place = store;
        if (place == null) {
            throw new UnsupportedDiskException(path(), "a raw image has no descriptor");
        }
        return place;
    }

    /**
     * Refuses a descriptor for which there is no room. Nothing is changed.
     *
     * @param wanted what {@link #updateDescriptor} would be asked to write
     * @throws UnsupportedDiskException for a raw image, which has no descriptor
     * @throws IOException if it does not fit
     */
    public void requireRoomFor(VmdkDescriptor wanted) throws IOException {
        requireStore().requireRoom(wanted);
    }

    /**
     * What a descriptor of a raw image would say: one of a monolithicFlat disk, whose extent the image is.
     *
     * @param file the descriptor to be, in the folder of the image
     * @return a new descriptor with a content id of its own
     * @throws IllegalArgumentException if the disk is no raw image, or {@code file} is in another folder
     * @throws IOException if the name of the image cannot stand in a descriptor
     */
    public VmdkDescriptor descriptorOfImage(Path file) throws IOException {
        boolean beside = Objects.equals(file.getParent(), path().getParent());
        if (createType() != CreateType.RAW || !beside) {
            throw new IllegalArgumentException("'" + path() + "' is no raw image in the folder of '" + file + "'");
        }
        return DescriptorTemplate.of(
                file,
                CreateType.MONOLITHIC_FLAT,
                List.of(new DescriptorTemplate.NewExtent(
                        String.valueOf(path().getFileName()), capacityBytes() / Sectors.SECTOR_BYTES)),
                "");
    }

    /**
     * What a descriptor elsewhere would say of a raw image, a part of a file, or a device: one of a monolithicFlat disk,
     * whose extent it is. It can be opened in a {@linkplain #trustDescriptorsIn trusted} folder only.
     *
     * @param file the descriptor to be
     * @return a new descriptor with a content id of its own
     * @throws IllegalArgumentException if the disk is no raw image
     * @throws IOException if its path cannot stand in a descriptor
     */
    public VmdkDescriptor descriptorFrom(Path file) throws IOException {
        if (createType() != CreateType.RAW) {
            throw new IllegalArgumentException("'" + path() + "' is no raw image");
        }
        long offsetSectors = extents().get(0).fileOffsetSectors();
        long sectorCount = capacityBytes() / Sectors.SECTOR_BYTES;
        return DescriptorTemplate.of(
                file,
                CreateType.MONOLITHIC_FLAT,
                List.of(new DescriptorTemplate.NewExtent(path().toString(), sectorCount, offsetSectors)),
                "");
    }

    /**
     * Gives a raw image a descriptor in a file of its own. From then on that file is the disk to be opened, and {@link
     * #updateDescriptor} replaces it; this object stays the image.
     *
     * @param file the descriptor to be, which must not exist
     * @param text as {@link #descriptorOfImage} makes it, with whatever lines are added
     * @throws java.nio.file.FileAlreadyExistsException if the file exists
     * @throws java.nio.channels.NonWritableChannelException if the disk was opened read-only
     * @throws IOException if it cannot be written; it is then there whole or not at all
     */
    public void addDescriptor(Path file, VmdkDescriptor text) throws IOException {
        requireWritable();
        synchronized (descriptorLock) {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString(), null, "exists already");
            }
            DescriptorStore place = DiskOpener.descriptorFile(layer, file);
            place.write(text);
            store = place;
            descriptor = text;
        }
    }

    /**
     * Creates a file beside the disk that tells of what is being done to it, such as a journal.
     *
     * @param file the file, which must not exist
     * @return the file, open for reading and writing
     * @throws java.nio.file.FileAlreadyExistsException if it exists
     * @throws IOException if it cannot be made
     */
    public SideFile createSideFile(Path file) throws IOException {
        requireWritable();
        return new SideFile(layer, file, layer.create(file));
    }

    /**
     * Opens such a file.
     *
     * @param file the file
     * @return open for reading, and for writing if the disk is
     * @throws java.nio.file.NoSuchFileException if it does not exist
     * @throws IOException if it cannot be opened
     */
    public SideFile openSideFile(Path file) throws IOException {
        requireOpen();
        LockMode mode = access == Access.READ_WRITE ? LockMode.EXCLUSIVE : LockMode.SHARED;
        return new SideFile(layer, file, layer.open(file, mode));
    }

    /**
     * Removes such a file; that is in the storage afterwards.
     *
     * @param file the file; may be missing
     * @throws IOException if that fails
     */
    public void removeSideFile(Path file) throws IOException {
        requireWritable();
        layer.delete(file);
        layer.forceFolder(Objects.requireNonNull(file.getParent()));
    }

    /**
     * Looks at the whole structure of every extent, and at every compressed grain, and of a snapshot at all disks below
     * it. A disk opened for writing is flushed
     * before, and should not be written to meanwhile: tables half written would be reported.
     *
     * @return what was found; empty if all is sound
     * @throws IOException if a file cannot be read, or flushing fails
     */
    public List<StructureFinding> checkStructure() throws IOException {
        flush();
        List<StructureFinding> findings = new ArrayList<>(extents.check());
        if (parent != null) {
            if (parent.capacityBytes() > capacityBytes()) {
                String message = "of its parent's " + parent.capacityBytes() + " bytes only " + capacityBytes()
                        + " are part of it";
                findings.add(new StructureFinding(StructureFinding.Severity.NOTE, path(), message));
            }
            findings.addAll(parent.checkStructure());
        }
        return findings;
    }

    /**
     * Flushes, if the disk was opened for writing, and lets go of all files, even if flushing fails.
     *
     * @throws IOException if flushing or closing fails
     */
    @Override
    public void close() throws IOException {
        if (!markClosed()) {
            return;
        }
        try {
            if (access == Access.READ_WRITE) {
                extents.flush();
            }
        } finally {
            parts.files().close();
        }
    }

    /** Lets go of all files without flushing. */
    void abandon() throws IOException {
        if (markClosed()) {
            parts.files().close();
        }
    }

    private boolean markClosed() {
        synchronized (descriptorLock) {
            boolean first = !closed;
            closed = true;
            if (parent != null) {
                parent.markClosed();
            }
            return first;
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("'" + path() + "' is closed");
        }
    }

    private void requireWritable() {
        requireOpen();
        if (access != Access.READ_WRITE) {
            throw new NonWritableChannelException();
        }
    }

    /** The length, cut at the end of the disk. */
    private long requireRun(long offsetBytes, long maxLengthBytes) {
        requireOpen();
        if (maxLengthBytes < 1) {
            throw new IllegalArgumentException("length must be at least 1, found " + maxLengthBytes);
        }
        requireInside(offsetBytes, 1);
        return Math.min(maxLengthBytes, capacityBytes() - offsetBytes);
    }

    private void requireInside(long offsetBytes, long lengthBytes) {
        if (offsetBytes < 0 || lengthBytes < 0 || offsetBytes > capacityBytes() - lengthBytes) {
            throw new IllegalArgumentException("bytes " + offsetBytes + " + " + lengthBytes
                    + " are not inside the disk of " + capacityBytes() + " bytes");
        }
    }
}
