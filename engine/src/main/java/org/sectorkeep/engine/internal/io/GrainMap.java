// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.util.Arrays;
import java.util.List;
import org.sectorkeep.vmdk.ExtentInfo;

/**
 * Where the pieces start and end that must be written whole if they were not there: the grains of sparse extents. In a
 * flat extent that is a cipher block. Grains count from the start of their extent, and the last one of an extent may be
 * cut short.
 */
public final class GrainMap {
    private static final int SECTOR_BYTES = 512;

    private final long[] startBytes;
    private final long[] endBytes;
    private final int[] grainBytes;

    public GrainMap(List<ExtentInfo> extents) {
        startBytes = extents.stream()
                .mapToLong(extent -> bytes(extent.startSector()))
                .toArray();
        endBytes = extents.stream()
                .mapToLong(extent -> bytes(extent.startSector() + extent.sectorCount()))
                .toArray();
        grainBytes = extents.stream().mapToInt(ExtentInfo::grainBytes).toArray();
    }

    /** The start of the piece that holds the byte. */
    public long floor(long offsetBytes) {
        int extent = extentOf(offsetBytes);
        long into = offsetBytes - startBytes[extent];
        return offsetBytes - into % pieceBytes(extent);
    }

    /** The end of the piece that holds the last byte before {@code offsetBytes}, which is over 0. */
    public long ceiling(long offsetBytes) {
        int extent = extentOf(offsetBytes - 1);
        long past = (offsetBytes - startBytes[extent]) % pieceBytes(extent);
        return past == 0 ? offsetBytes : Math.min(endBytes[extent], offsetBytes + pieceBytes(extent) - past);
    }

    /** The end of the extent that holds the byte. */
    public long extentEnd(long offsetBytes) {
        return endBytes[extentOf(offsetBytes)];
    }

    /** The start of the extent that holds the byte. */
    public long extentStart(long offsetBytes) {
        return startBytes[extentOf(offsetBytes)];
    }

    /** The grain size where the byte is, 0 in a flat extent. */
    public int grainBytes(long offsetBytes) {
        return grainBytes[extentOf(offsetBytes)];
    }

    private static long bytes(long sectors) {
        return Math.multiplyExact(sectors, SECTOR_BYTES);
    }

    private int pieceBytes(int extent) {
        return grainBytes[extent] == 0 ? RangeCipher.BLOCK_BYTES : grainBytes[extent];
    }

    private int extentOf(long offsetBytes) {
        int found = Arrays.binarySearch(startBytes, offsetBytes);
        return found >= 0 ? found : -found - 2;
    }
}
