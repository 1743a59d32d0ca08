// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.internal.extent.SparseHeader;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.Sectors;

/** A descriptor in an area of the sparse file itself, replaced through a {@link DescriptorJournal}. */
final class EmbeddedDescriptor implements DescriptorStore {
    /** The header and the descriptor are replaced together only if both stand in the first MiB. */
    private static final int MAX_HEAD_BYTES = 1 << 20;

    private final JournaledHead head;
    private final LockedFile disk;
    private final long areaOffsetBytes;
    private final int areaBytes;

    /**
     * The header must have been checked: its descriptor area lies inside the file and is of bounded size. The head must
     * have been settled before.
     */
    EmbeddedDescriptor(JournaledHead head, LockedFile disk, SparseHeader header) {
        this.head = head;
        this.disk = disk;
        this.areaOffsetBytes = Sectors.toBytes(header.descriptorSector());
        this.areaBytes = (int) Sectors.toBytes(header.descriptorSectors());
    }

    VmdkDescriptor read() throws IOException {
        byte[] text = disk.readUpTo(areaOffsetBytes, areaBytes);
        if (text.length == 0 || text[0] == 0) {
            throw new UnsupportedDiskException(disk.path(), "it is one extent of a disk: open the disk's descriptor");
        }
        return VmdkDescriptor.parse(text, disk.path(), areaOffsetBytes);
    }

    @Override
    public void write(VmdkDescriptor descriptor) throws IOException {
        byte[] after = padded(descriptor.bytes(), areaBytes, disk.path());
        byte[] header = disk.readUpTo(0, SparseHeader.BYTES);
        byte[] before = disk.readUpTo(areaOffsetBytes, areaBytes);
        head.change(DescriptorJournal.ofDescriptor(header, areaOffsetBytes, before, after));
    }

    /** Replaces the header too, in the same step. */
    void write(SparseHeader header, VmdkDescriptor descriptor) throws IOException {
        requireTogether();
        byte[] before = disk.readUpTo(0, (int) areaOffsetBytes + areaBytes);
        byte[] after = before.clone();
        System.arraycopy(header.write(), 0, after, 0, SparseHeader.BYTES);
        System.arraycopy(
                padded(descriptor.bytes(), areaBytes, disk.path()), 0, after, (int) areaOffsetBytes, areaBytes);
        head.change(DescriptorJournal.ofHead(before, after));
    }

    /** Refuses a file in which the descriptor is too far from the header for one journal. */
    void requireTogether() throws UnsupportedDiskException {
        if (areaOffsetBytes > MAX_HEAD_BYTES - areaBytes) {
            throw new UnsupportedDiskException(
                    disk.path(), "its descriptor is too far from its header for both to be changed in one step");
        }
    }

    @Override
    public void requireRoom(VmdkDescriptor descriptor) throws IOException {
        padded(descriptor.bytes(), areaBytes, disk.path());
    }

    static byte[] padded(byte[] text, int areaBytes, Path path) throws IOException {
        if (text.length >= areaBytes) {
            throw new IOException("the descriptor of '" + path + "' would be " + text.length
                    + " bytes long, and its area has room for " + (areaBytes - 1));
        }
        return Arrays.copyOf(text, areaBytes);
    }
}
