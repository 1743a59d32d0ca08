// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.sectorkeep.vmdk.UnsupportedDiskException;
import org.sectorkeep.vmdk.VmdkFormatException;
import org.sectorkeep.vmdk.internal.extent.SparseHeader;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.LockedFile;
import org.sectorkeep.vmdk.internal.file.RandomFile;
import org.slf4j.LoggerFactory;

/** What stands at the start of a sparse file, header and descriptor, changed through a {@link DescriptorJournal}. */
final class JournaledHead {
    private final FileLayer layer;
    private final LockedFile disk;
    private final Path journalPath;

    JournaledHead(FileLayer layer, LockedFile disk) {
        this.layer = layer;
        this.disk = disk;
        this.journalPath = DescriptorJournal.pathFor(disk.path());
    }

    /** Finishes an interrupted change, or looks through it if the disk is only read. Comes before all other reading. */
    void settle(LockMode mode) throws IOException {
        if (!Files.isRegularFile(journalPath)) {
            return;
        }
        Optional<DescriptorJournal> journal = journal();
        if (mode == LockMode.EXCLUSIVE) {
            if (journal.isPresent()) {
                LoggerFactory.getLogger(JournaledHead.class)
                        .info("finishing a change of the descriptor in '{}' that was interrupted", disk.path());
                writeArea(journal.get());
            }
            removeJournal();
        } else {
            journal.ifPresent(found -> disk.show(found.areaOffsetBytes(), found.after()));
        }
    }

    private Optional<DescriptorJournal> journal() throws IOException {
        Optional<DescriptorJournal> journal = DescriptorJournal.read(journalBytes(), journalPath);
        if (journal.isPresent() && !belongs(journal.get())) {
            throw new VmdkFormatException(
                    journalPath,
                    "journal",
                    "descriptor area",
                    0,
                    "belongs to another disk, or the disk was changed since");
        }
        return journal;
    }

    private boolean belongs(DescriptorJournal journal) throws IOException {
        byte[] header = disk.readUpTo(0, SparseHeader.BYTES);
        return header.length == SparseHeader.BYTES
                && journal.areaOffsetBytes() >= 0
                && journal.belongsTo(header, disk.readUpTo(journal.areaOffsetBytes(), journal.areaBytes()));
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

    /** Does what a journal says. */
    void change(DescriptorJournal journal) throws IOException {
        writeJournal(journal.write());
        writeArea(journal);
        removeJournal();
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

    private void writeArea(DescriptorJournal journal) throws IOException {
        disk.file().write(journal.areaOffsetBytes(), ByteBuffer.wrap(journal.after()));
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
