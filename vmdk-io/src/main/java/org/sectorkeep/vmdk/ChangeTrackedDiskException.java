// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.nio.file.Path;

/** A disk with change tracking, which writing would make wrong: it is written only with {@link ChangeTracking#DROP}. */
public final class ChangeTrackedDiskException extends UnsupportedDiskException {
    private static final long serialVersionUID = 1;

    /**
     * Names the file.
     *
     * @param path the file
     */
    public ChangeTrackedDiskException(Path path) {
        super(path, "it has change tracking (changeTrackPath), which writing would make wrong");
    }
}
