// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.extent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.StructureFinding;

/** The sectors of one extent. Offsets count from its start and stay inside it. Safe for concurrent use. */
public sealed interface Extent
        permits FlatExtent,
                SparseExtent,
                SeSparseExtent,
                StreamOptimizedExtent,
                StreamOptimizedWriter,
                ZeroExtent,
                RestrictedExtent {
    long lengthBytes();

    ExtentInfo.Kind kind();

    /** 0 for a flat extent. */
    int grainBytes();

    /** Where the data starts in a flat file, in sectors. */
    default long fileOffsetSectors() {
        return 0;
    }

    /** Fills {@code target}; holes from what lies below. */
    void read(long offsetBytes, ByteBuffer target) throws IOException;

    /** Writes all of {@code source}. */
    void write(long offsetBytes, ByteBuffer source) throws IOException;

    /** Lets go of the whole grains inside a range; true if all of the range now reads as zeroes by the table. */
    boolean discard(long offsetBytes, long lengthBytes) throws IOException;

    /** The longest run of one kind from an offset on, at most {@code maxLengthBytes}, whatever lies below holes. */
    AllocatedRange range(long offsetBytes, long maxLengthBytes) throws IOException;

    /** Brings everything written, and the tables that point to it, to the storage. */
    void flush() throws IOException;

    /** Damage met so far, though the content could be read all the same. */
    default List<StructureFinding> damage() {
        return List.of();
    }

    /** Looks at the whole structure. */
    void check(Consumer<StructureFinding> findings) throws IOException;
}
