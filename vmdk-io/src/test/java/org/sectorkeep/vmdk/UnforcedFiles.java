// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.sectorkeep.vmdk.internal.file.FileLayer;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.RandomFile;
import org.sectorkeep.vmdk.internal.file.SystemFiles;

/** The operating system's files, but nothing is forced: for tests that only lose what they mean to lose. */
class UnforcedFiles implements FileLayer {
    @Override
    public RandomFile open(Path path, LockMode mode) throws IOException {
        return new UnforcedFile(SystemFiles.INSTANCE.open(path, mode));
    }

    @Override
    public RandomFile create(Path path) throws IOException {
        return new UnforcedFile(SystemFiles.INSTANCE.create(path));
    }

    @Override
    public void replace(Path source, Path target) throws IOException {
        SystemFiles.INSTANCE.replace(source, target);
    }

    @Override
    public void delete(Path path) throws IOException {
        SystemFiles.INSTANCE.delete(path);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {}

    static class UnforcedFile implements RandomFile {
        private final RandomFile file;

        UnforcedFile(RandomFile file) {
            this.file = file;
        }

        @Override
        public void read(long positionBytes, ByteBuffer target) throws IOException {
            file.read(positionBytes, target);
        }

        @Override
        public void write(long positionBytes, ByteBuffer source) throws IOException {
            file.write(positionBytes, source);
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            file.truncate(sizeBytes);
        }

        @Override
        public void force() throws IOException {}

        @Override
        public long sizeBytes() throws IOException {
            return file.sizeBytes();
        }

        @Override
        public boolean tryLock(LockMode mode) throws IOException {
            return file.tryLock(mode);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
