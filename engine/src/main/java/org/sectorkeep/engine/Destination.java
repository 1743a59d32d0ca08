// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.vmdk.VirtualDisk;

/** Whether a file may be written: looked at before anything is made. */
final class Destination {
    private Destination() {}

    /** Refuses files that are, perhaps through a link, files of the disk that is read. */
    static void refuseSourceFile(VirtualDisk source, Path file) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        List<Path> sourceFiles = new ArrayList<>();
        for (VirtualDisk link : EncryptedChain.links(source)) {
            sourceFiles.add(link.path());
            link.extents().forEach(extent -> sourceFiles.add(extent.file()));
        }
        for (Path sourceFile : sourceFiles) {
            if (Files.isSameFile(sourceFile, file)) {
                throw new DestinationIsSourceException(
                        "'" + file + "' is a file of the source '" + source.path() + "' itself");
            }
        }
    }

    static void refuseExisting(Path file, Overwrite overwrite) throws FileAlreadyExistsException {
        if (overwrite == Overwrite.REFUSE && Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString(), null, "exists already");
        }
    }

    /** Refuses to fill a disk: {@code requiredBytes} must be there in the folder of {@code file}. */
    static void requireSpace(Path file, long requiredBytes) throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        Path folder = parent == null ? file : parent;
        long availableBytes = Files.getFileStore(folder).getUsableSpace();
        if (availableBytes < requiredBytes) {
            throw new NotEnoughSpaceException(folder, requiredBytes, availableBytes);
        }
    }
}
