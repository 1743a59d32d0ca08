// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VmdkDescriptor;

/** How a disk of one kind gets another size: prepared aside, then put in force by one change that a crash leaves whole. */
public sealed interface SizeChange extends Closeable permits FlatSizeChange, SparseSizeChange, SplitSizeChange {
    /** What of the new part will be stored, and must be written before {@link #commit}. */
    List<AllocatedRange> newData() throws IOException;

    /** What of it holds anything but zeroes if nothing is written. */
    List<AllocatedRange> oldContent() throws IOException;

    /** Bytes of a file that lie behind the end of the disk now, and that a change of the size overwrites or cuts off. */
    default long bytesBehindEnd() {
        return 0;
    }

    /** Writes into {@link #newData}. */
    void write(long offsetBytes, ByteBuffer source) throws IOException;

    /** Forces all and puts it in force; the operator gets the descriptor with its new extents. */
    void commit(UnaryOperator<VmdkDescriptor> change) throws IOException;

    /** Lets go of the disk; what was prepared and not put in force means nothing. */
    @Override
    void close() throws IOException;
}
