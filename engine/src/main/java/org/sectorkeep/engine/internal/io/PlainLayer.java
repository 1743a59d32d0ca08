// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * A disk that is stored in the clear.
 *
 * @param disk with the disks below it, all in the clear
 */
public record PlainLayer(VirtualDisk disk) implements DiskLayer {
    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        disk.read(offsetBytes, target);
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        disk.write(offsetBytes, source);
    }

    @Override
    public void zero(long offsetBytes, long lengthBytes) throws IOException {
        if (lengthBytes == 0 || disk.discard(offsetBytes, lengthBytes)) {
            return;
        }
        long end = offsetBytes + lengthBytes;
        for (long position = offsetBytes; position < end; ) {
            AllocatedRange range = disk.range(position, Math.min(CipherLayer.PIECE_BYTES, end - position));
            if (range.kind() == AllocatedRange.Kind.DATA) {
                disk.write(position, Zeroes.of((int) range.lengthBytes()));
            }
            position += range.lengthBytes();
        }
    }
}
