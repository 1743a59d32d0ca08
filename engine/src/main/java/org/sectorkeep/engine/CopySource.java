// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.engine.internal.copy.DiskCopy;
import org.sectorkeep.engine.internal.copy.PlainHoles;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/**
 * What a copy reads, open: a disk in the clear, in whatever it lies.
 *
 * @param layout the disk as it lies in its files: where its holes are
 * @param plaintext reads its content
 * @param warnings what the user should know of the copy
 * @param open what is closed at the end
 */
record CopySource(VirtualDisk layout, DiskCopy.Reader plaintext, List<String> warnings, Closeable open)
        implements Closeable {
    CopySource {
        warnings = List.copyOf(warnings);
    }

    /** A plain disk; an encrypted one is refused. */
    static CopySource plain(Path path) throws IOException {
        return plain(path, VirtualDisk.open(path, Access.READ_ONLY));
    }

    /** Takes over an open disk, which is closed if it is not plain. */
    static CopySource plain(Path path, VirtualDisk disk) throws IOException {
        try {
            EncryptionLines.requirePlain(path, disk.descriptor());
            EncryptedChain.refuseMixed(disk);
            return new CopySource(
                    disk,
                    new PlainHoles(disk, disk::read),
                    InheritedLines.of(disk).warnings(),
                    disk);
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, disk);
            throw e;
        }
    }

    /** An encrypted disk. It is closed with the source. */
    static CopySource encrypted(EncryptedDisk disk) {
        List<String> warnings =
                new ArrayList<>(InheritedLines.of(disk.virtualDisk()).warnings());
        if (disk.hasForeignWrites()) {
            warnings.add("a program that does not know the encryption wrote to the source: parts may be garbage");
        }
        return new CopySource(disk.virtualDisk(), disk::read, warnings, disk);
    }

    /** The warnings, and what of the source was found damaged while it was read. */
    List<String> warningsAfterReading() {
        List<String> all = new ArrayList<>(warnings);
        layout.damage().forEach(finding -> all.add(finding.text()));
        return all;
    }

    @Override
    public void close() throws IOException {
        open.close();
    }
}
