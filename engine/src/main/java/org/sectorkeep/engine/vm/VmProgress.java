// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.Path;
import org.sectorkeep.engine.ProgressListener;

/** Tells the listener of a whole machine how far it is while its files are changed one after another. */
final class VmProgress implements ProgressListener {
    private final Path vmx;
    private final ProgressListener listener;
    private final long totalBytes;
    private long beforeBytes;
    private long ofThisBytes;

    VmProgress(Path vmx, ProgressListener listener, long totalBytes) {
        this.vmx = vmx;
        this.listener = listener;
        this.totalBytes = totalBytes;
    }

    /** A file is done: how much it held. */
    synchronized void fileDone(long bytes) {
        beforeBytes += bytes;
        ofThisBytes = 0;
        tell();
    }

    /** How a stream says how far it is; stops where the listener wants it. */
    ByteMeter stream() {
        return bytes -> {
            if (isCancelled() || Thread.currentThread().isInterrupted()) {
                throw new VmStoppedException(vmx, null);
            }
            synchronized (this) {
                ofThisBytes += bytes;
                tell();
            }
        };
    }

    void requireGoOn() throws IOException {
        if (isCancelled() || Thread.currentThread().isInterrupted()) {
            throw new VmStoppedException(vmx, null);
        }
    }

    @Override
    public synchronized void progress(long doneBytes, long fileBytes) {
        ofThisBytes = Math.max(ofThisBytes, doneBytes);
        tell();
    }

    private void tell() {
        listener.progress(Math.min(totalBytes, beforeBytes + ofThisBytes), totalBytes);
    }

    @Override
    public boolean isCancelled() {
        return listener.isCancelled();
    }
}
