// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ChangeTracking;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.ExtentLine;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VmdkDescriptor;

/** A disk that is to be changed in its place, locked, and where its descriptor and its journal are or will be. */
final class InPlaceDisk implements Closeable {
    private static final String JOURNAL_SUFFIX = ".sectorkeep-operation";
    private static final String DESCRIPTOR_SUFFIX = ".vmdk";
    private static final String CHANGE_TRACKING = "changeTrackPath";

    private final VirtualDisk disk;
    private final Path descriptorPath;
    private final VmdkDescriptor madeUp;
    private volatile boolean hasDescriptor;

    private InPlaceDisk(VirtualDisk disk, Path descriptorPath, VmdkDescriptor descriptor, boolean hasDescriptor) {
        this.disk = disk;
        this.descriptorPath = descriptorPath;
        this.madeUp = descriptor;
        this.hasDescriptor = hasDescriptor;
    }

    /** Opens a disk; of a raw image that has a descriptor of ours already, the disk that it tells of. */
    static InPlaceDisk open(DiskOpening opening, Path path, ChangeTracking tracking) throws IOException {
        refuseLuks(path);
        VirtualDisk disk = opening.open(path, tracking);
        try {
            if (disk.createType() != CreateType.RAW) {
                return new InPlaceDisk(disk, disk.path(), disk.descriptor(), true);
            }
            Path beside = descriptorBeside(disk.path());
            if (!Files.exists(beside, LinkOption.NOFOLLOW_LINKS)) {
                return new InPlaceDisk(disk, beside, disk.descriptorOfImage(beside), false);
            }
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, disk);
            throw e;
        }
        disk.close();
        return openDescribed(opening, disk.path(), tracking);
    }

    private static void refuseLuks(Path path) throws IOException {
        if (LuksConversion.isLuks(path)) {
            throw new UnsupportedDiskException(path, "a LUKS file is not changed in place: make a copy with -o");
        }
    }

    private static InPlaceDisk openDescribed(DiskOpening opening, Path image, ChangeTracking tracking)
            throws IOException {
        Path beside = descriptorBeside(image);
        VirtualDisk disk = opening.open(beside, tracking);
        try {
            boolean itself = disk.extents().size() == 1
                    && Files.isSameFile(disk.extents().get(0).file(), image);
            if (!itself) {
                throw new FileAlreadyExistsException(beside.toString(), null, "is of another disk than " + image);
            }
            return new InPlaceDisk(disk, disk.path(), disk.descriptor(), true);
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, disk);
            throw e;
        }
    }

    /** {@code disk.raw} gets {@code disk.vmdk}. */
    static Path descriptorBeside(Path image) {
        String name = Objects.requireNonNull(image.getFileName()).toString();
        int dot = name.lastIndexOf('.');
        return image.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + DESCRIPTOR_SUFFIX);
    }

    static Path journalOf(Path descriptor) {
        return descriptor.resolveSibling(descriptor.getFileName() + JOURNAL_SUFFIX);
    }

    VirtualDisk disk() {
        return disk;
    }

    /** The file that the disk is, or will be, opened by. */
    Path path() {
        return descriptorPath;
    }

    Path journalPath() {
        return journalOf(descriptorPath);
    }

    VmdkDescriptor descriptor() {
        return hasDescriptor ? disk.descriptor() : madeUp;
    }

    /** The descriptor without the line that would promise another product that it sees each change. */
    VmdkDescriptor untrackedDescriptor() {
        return descriptor().without(CHANGE_TRACKING);
    }

    boolean isTracked() {
        return descriptor().value(CHANGE_TRACKING).isPresent();
    }

    EncryptionLines lines() {
        return EncryptionLines.of(descriptor());
    }

    /** Refuses extents that may not be written. */
    void requireWritable() throws DiskRefusedException {
        int number = 0;
        for (ExtentLine extent : descriptor().extents()) {
            number++;
            boolean zero = extent.type().toUpperCase(Locale.ROOT).equals("ZERO");
            if (!zero && !extent.access().equals("RW")) {
                throw new DiskRefusedException("'" + descriptorPath + "' cannot be changed in place: its extent "
                        + number + " is " + extent.access());
            }
        }
    }

    void requireRoomFor(VmdkDescriptor wanted) throws IOException {
        if (hasDescriptor) {
            disk.requireRoomFor(wanted);
        }
    }

    /** Changes the descriptor as it is now, which others may change too. */
    void changeDescriptor(UnaryOperator<VmdkDescriptor> change) throws IOException {
        if (hasDescriptor) {
            disk.updateDescriptor(change);
        } else {
            disk.addDescriptor(descriptorPath, change.apply(madeUp));
            hasDescriptor = true;
        }
    }

    /** How much is stored in the disk itself. */
    long dataBytes() throws IOException {
        long sum = 0;
        for (long position = 0; position < disk.capacityBytes(); ) {
            AllocatedRange range = disk.ownRange(position, disk.capacityBytes() - position);
            sum += range.kind() == AllocatedRange.Kind.DATA ? range.lengthBytes() : 0;
            position += range.lengthBytes();
        }
        return sum;
    }

    @Override
    public void close() throws IOException {
        disk.close();
    }
}
