// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VirtualDisk;

/** How a disk is stored, as its tables say: the same whether its content is encrypted or not. */
final class StoredRuns {
    private StoredRuns() {}

    static StoredRun at(VirtualDisk disk, long offsetBytes, long maxLengthBytes) throws IOException {
        return of(disk.range(offsetBytes, maxLengthBytes));
    }

    static StoredRun of(AllocatedRange range) {
        boolean data = range.kind() == AllocatedRange.Kind.DATA;
        return new StoredRun(data ? StoredRun.Kind.DATA : StoredRun.Kind.HOLE, range.lengthBytes());
    }

    /** Whether zeroes are made in tables everywhere. Not all snapshots can mark a grain as zeroes, so none counts. */
    static boolean areAllSparse(VirtualDisk disk) {
        return disk.parent().isEmpty() && disk.extents().stream().allMatch(extent -> extent.grainBytes() > 0);
    }
}
