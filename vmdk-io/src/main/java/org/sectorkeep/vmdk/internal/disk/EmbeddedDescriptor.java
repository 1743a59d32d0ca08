// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkDescriptor;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.extent.SparseHeader;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.RandomFile;
import org.sectorkeep.vmdk.internal.file.Sectors;
import org.slf4j.LoggerFactory;

/** A descriptor in an area of the sparse file itself, replaced through a {@link DescriptorJournal}. */
final class EmbeddedDescriptor implements DescriptorStore {
    private final FileLayer layer;
    private final LockedFile disk;
    private final Path journalPath;
    private final long areaOffsetBytes;
    private final int areaBytes;

    /** The header must have been checked: its descriptor area lies inside the file and is of bounded size. */
    EmbeddedDescriptor(FileLayer layer, LockedFile disk, SparseHeader header) throws IOException {
        this.layer = layer;
        this.disk = disk;
        this.journalPath = DescriptorJournal.pathFor(disk.path());
        this.areaOffsetBytes = Sectors.toBytes(header.descriptorSector());
        this.areaBytes = (int) Sectors.toBytes(header.descriptorSectors());
    }

    /** Reads the descriptor; finishes an interrupted replacement, or looks through it if the disk is only read. */
    VmdkDescriptor read(LockMode mode) throws IOException {
        byte[] area = area();
        Optional<DescriptorJournal> journal = journal(area);
        if (mode == LockMode.EXCLUSIVE && Files.exists(journalPath)) {
            if (journal.isPresent()) {
                LoggerFactory.getLogger(EmbeddedDescriptor.class)
                        .info("finishing a change of the descriptor in '{}' that was interrupted", disk.path());
                writeArea(journal.get().after());
            }
            removeJournal();
        }
        byte[] text = journal.map(DescriptorJournal::after).orElse(area);
        if (text.length == 0 || text[0] == 0) {
            throw new UnsupportedDiskException(disk.path(), "it is one extent of a disk: open the disk's descriptor");
        }
        return VmdkDescriptor.parse(text, disk.path(), areaOffsetBytes);
    }

    private byte[] area() throws IOException {
        return disk.readUpTo(areaOffsetBytes, areaBytes);
    }

    private Optional<DescriptorJournal> journal(byte[] area) throws IOException {
        if (!Files.isRegularFile(journalPath)) {
            return Optional.empty();
        }
        Optional<DescriptorJournal> journal = DescriptorJournal.read(journalBytes(), journalPath);
        if (journal.isPresent() && !journal.get().belongsTo(header(), areaOffsetBytes, area)) {
            throw new VmdkFormatException(
                    journalPath,
                    "journal",
                    "descriptor area",
                    0,
                    "belongs to another disk, or the disk was changed since");
        }
        return journal;
    }

    private byte[] journalBytes() throws IOException {
        try (RandomFile file = layer.open(journalPath, LockMode.SHARED)) {
            if (file.sizeBytes() > DescriptorJournal.MAX_BYTES) {
                throw new UnsupportedDiskException(journalPath, "it is no journal of this version");
            }
            byte[] bytes = new byte[(int) file.sizeBytes()];
            file.read(0, ByteBuffer.wrap(bytes));
            return bytes;
        }
    }

    private byte[] header() throws IOException {
        return disk.readUpTo(0, SparseHeader.BYTES);
    }

    @Override
    public void write(VmdkDescriptor descriptor) throws IOException {
        byte[] after = padded(descriptor.bytes(), areaBytes, disk.path());
        DescriptorJournal journal =
                new DescriptorJournal(areaOffsetBytes, DescriptorJournal.sha256(header()), area(), after);
        writeJournal(journal.write());
        writeArea(after);
        removeJournal();
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

    private void writeJournal(byte[] bytes) throws IOException {
        boolean written = false;
        RandomFile file = create();
        try {
            try (file) {
                file.write(0, ByteBuffer.wrap(bytes));
                file.force();
            }
            forceFolder();
            written = true;
        } finally {
            if (!written) {
                layer.delete(journalPath);
            }
        }
    }

    private RandomFile create() throws IOException {
        try {
            return layer.create(journalPath);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("'" + journalPath + "' is left from a change that failed: open the disk again", e);
        }
    }

    private void writeArea(byte[] bytes) throws IOException {
        disk.file().write(areaOffsetBytes, ByteBuffer.wrap(bytes));
        disk.file().force();
    }

    private void removeJournal() throws IOException {
        layer.delete(journalPath);
        forceFolder();
    }

    private void forceFolder() throws IOException {
        layer.forceFolder(Objects.requireNonNull(journalPath.getParent()));
    }
}
