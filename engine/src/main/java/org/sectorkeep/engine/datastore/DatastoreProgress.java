// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import org.sectorkeep.engine.ProgressListener;

/** One count over all volumes. Used by one volume at a time. */
final class DatastoreProgress implements ProgressListener {
    private final ProgressListener listener;
    private final long totalBytes;
    private volatile long formerBytes;
    private volatile long shownBytes;

    DatastoreProgress(ProgressListener listener, long totalBytes) {
        this.listener = listener;
        this.totalBytes = totalBytes;
    }

    @Override
    public void progress(long doneBytes, long ofVolumeBytes) {
        shownBytes = Math.max(shownBytes, Math.min(totalBytes, formerBytes + doneBytes));
        listener.progress(shownBytes, totalBytes);
    }

    @Override
    public boolean isCancelled() {
        return listener.isCancelled();
    }

    void volumeDone(long capacityBytes) {
        formerBytes = Math.addExact(formerBytes, capacityBytes); // one volume at a time
        progress(0, capacityBytes);
    }
}
