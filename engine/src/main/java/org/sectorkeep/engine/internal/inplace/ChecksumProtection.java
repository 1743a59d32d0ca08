// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.sectorkeep.engine.DiskChangedException;

/** The payload is the MACs of all old pieces, then those of all new ones. */
final class ChecksumProtection implements Protection {
    @Override
    public int payloadBytes(int dataBytes) {
        return 2 * macsBytes(dataBytes);
    }

    private static int macsBytes(int dataBytes) {
        return dataBytes / SectorMac.PIECE_BYTES * SectorMac.MAC_BYTES;
    }

    private static ByteBuffer oldMacs(Window window, Slice slice) {
        return window.payload().slice(macsBytes(slice.at()), macsBytes(slice.lengthBytes()));
    }

    private static ByteBuffer newMacs(Window window, Slice slice) {
        int at = macsBytes(window.dataBytes()) + macsBytes(slice.at());
        return window.payload().slice(at, macsBytes(slice.lengthBytes()));
    }

    @Override
    public void protect(Window window, Slice slice, Conversion conversion, SectorMac.Calculator calculator) {
        ByteBuffer content = slice.of(window.content());
        calculator.compute(slice.offsetBytes(), content, oldMacs(window, slice));
        conversion.apply(slice.offsetBytes(), content);
        calculator.compute(slice.offsetBytes(), content, newMacs(window, slice));
    }

    @Override
    public void finish(Window window, Slice slice, Conversion conversion, SectorMac.Calculator calculator)
            throws IOException {
        ByteBuffer content = slice.of(window.content());
        ByteBuffer found = ByteBuffer.allocateDirect(macsBytes(slice.lengthBytes()));
        calculator.compute(slice.offsetBytes(), content, found);
        ByteBuffer olds = oldMacs(window, slice);
        ByteBuffer news = newMacs(window, slice);
        for (int at = 0; at < slice.lengthBytes(); at += SectorMac.PIECE_BYTES) {
            long offsetBytes = slice.offsetBytes() + at;
            if (isMac(found, news, at)) {
                continue;
            }
            if (!isMac(found, olds, at)) {
                throw new DiskChangedException(offsetBytes / SectorMac.PIECE_BYTES);
            }
            conversion.apply(offsetBytes, content.slice(at, SectorMac.PIECE_BYTES));
        }
    }

    private static boolean isMac(ByteBuffer found, ByteBuffer expected, int at) {
        int mac = macsBytes(at);
        return found.slice(mac, SectorMac.MAC_BYTES).equals(expected.slice(mac, SectorMac.MAC_BYTES));
    }
}
