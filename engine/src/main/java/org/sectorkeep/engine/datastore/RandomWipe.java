// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.datastore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.ProgressListener;
import org.sectorkeep.engine.internal.io.Zeroes;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** Overwrites a device with what nobody can tell from random data: zeroes encrypted under a key that is then forgotten. */
final class RandomWipe {
    private static final int PIECE_BYTES = 1 << 20;
    private static final int SECTOR_BYTES = 512;

    private RandomWipe() {}

    static void run(Path device, ProgressListener progress) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        try (VirtualDisk whole = VirtualDisk.openDevice(device, Access.READ_WRITE);
                XtsKey key = XtsKey.generate(XtsCipher.AES_XTS_256);
                SectorCipher cipher = SectorCipher.create(key, DataUnit.BYTES_512)) {
            long sizeBytes = whole.capacityBytes();
            for (long at = 0; at < sizeBytes; at += PIECE_BYTES) {
                if (progress.isCancelled() || Thread.currentThread().isInterrupted()) {
                    throw new IOException("told to stop while '" + device + "' was being overwritten");
                }
                int lengthBytes = (int) Math.min(PIECE_BYTES, sizeBytes - at);
                cipher.encrypt(at / SECTOR_BYTES, Zeroes.of(lengthBytes), piece.clear());
                whole.write(at, piece.flip());
            }
            whole.flush();
        }
    }
}
