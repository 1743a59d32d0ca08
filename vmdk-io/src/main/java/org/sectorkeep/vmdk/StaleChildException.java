// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** The parent of a snapshot has other content than when the snapshot was made: together they make no disk. */
public final class StaleChildException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Names both disks and both ids.
     *
     * @param child the snapshot
     * @param parentCid the content id that it expects of its parent
     * @param parent the parent
     * @param cid the content id that the parent has
     */
    public StaleChildException(Path child, long parentCid, Path parent, long cid) {
        super(String.format(
                Locale.ROOT,
                "'%s' was made on another content of its parent '%s': expected CID %08x, found %08x",
                child,
                parent,
                parentCid,
                cid));
    }
}
