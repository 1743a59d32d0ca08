// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/** Tells the listener of a whole chain how far it is while its links are copied one after another. */
final class ChainProgress implements ProgressListener {
    private final ProgressListener listener;
    private final long totalBytes;
    private long beforeBytes;

    ChainProgress(ProgressListener listener, long totalBytes) {
        this.listener = listener;
        this.totalBytes = totalBytes;
    }

    /** A link is done: what it held. */
    void add(long linkBytes) {
        beforeBytes += linkBytes;
    }

    long doneBytes() {
        return beforeBytes;
    }

    /** What is written may be more than what the links hold: a flat base is filled, holes and all. */
    @Override
    public void progress(long doneBytes, long linkBytes) {
        listener.progress(Math.min(totalBytes, beforeBytes + doneBytes), totalBytes);
    }

    @Override
    public boolean isCancelled() {
        return listener.isCancelled();
    }
}
