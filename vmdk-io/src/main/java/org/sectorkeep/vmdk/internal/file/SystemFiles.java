// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.file;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.slf4j.LoggerFactory;

/** The files of the operating system. */
public final class SystemFiles implements FileLayer {
    public static final SystemFiles INSTANCE = new SystemFiles();

    private SystemFiles() {}

    @Override
    public RandomFile open(Path path, LockMode mode) throws IOException {
        if (mode == LockMode.EXCLUSIVE) {
            return SystemFile.open(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE), true, true);
        }
        return openShared(path);
    }

    private static RandomFile openShared(Path path) throws IOException {
        if (Files.isWritable(path)) {
            try {
                return SystemFile.open(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE), false, true);
            } catch (AccessDeniedException e) {
                LoggerFactory.getLogger(SystemFiles.class).debug("'{}' looks writable but is not", path, e);
            }
        }
        return SystemFile.open(path, Set.of(StandardOpenOption.READ), false, false);
    }

    @Override
    public RandomFile create(Path path) throws IOException {
        return SystemFile.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                true,
                true);
    }

    @Override
    public void replace(Path source, Path target) throws IOException {
        Files.move(source, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(Path path) throws IOException {
        Files.deleteIfExists(path);
    }

    /** Only POSIX systems let a folder be opened; elsewhere the rename itself has to do. */
    @Override
    public void forceFolder(Path folder) throws IOException {
        if (!folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        SystemFile.forceFolder(folder);
    }
}
