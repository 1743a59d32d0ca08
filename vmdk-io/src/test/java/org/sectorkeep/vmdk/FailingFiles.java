// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.sectorkeep.vmdk.internal.file.LockMode;
import org.sectorkeep.vmdk.internal.file.RandomFile;

/**
 * The operating system's files, of which one call that changes something fails: the one with the number given.
 * Removing files works: only then can it be told whether it was done.
 */
final class FailingFiles extends UnforcedFiles {
    static final String MESSAGE = "No space left on device";

    private final int failingCall;
    private final AtomicInteger calls = new AtomicInteger();

    FailingFiles(int failingCall) {
        this.failingCall = failingCall;
    }

    boolean hasFailed() {
        return calls.get() > failingCall;
    }

    private void call() throws IOException {
        if (calls.getAndIncrement() == failingCall) {
            throw new IOException(MESSAGE);
        }
    }

    @Override
    public RandomFile open(Path path, LockMode mode) throws IOException {
        return new Failing(super.open(path, mode));
    }

    @Override
    public RandomFile create(Path path) throws IOException {
        call();
        return new Failing(super.create(path));
    }

    @Override
    public void replace(Path source, Path target) throws IOException {
        call();
        super.replace(source, target);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        call();
    }

    private final class Failing extends UnforcedFile {
        private Failing(RandomFile file) {
            super(file);
        }

        /** Half of it may be written before it fails. */
        @Override
        public void write(long positionBytes, ByteBuffer source) throws IOException {
            if (calls.get() == failingCall) {
                super.write(positionBytes, source.slice(source.position(), source.remaining() / 2));
            }
            call();
            super.write(positionBytes, source);
        }

        @Override
        public void truncate(long sizeBytes) throws IOException {
            call();
            super.truncate(sizeBytes);
        }

        @Override
        public void force() throws IOException {
            call();
        }
    }
}
