// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.engine.internal.io.Zeroes;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VirtualDisk;

/** What another program has put behind the end of an encrypted disk. */
final class AdoptedEnd {
    private static final int PIECE_BYTES = 1 << 20;
    private static final int SECTOR_BYTES = 512;

    private final VirtualDisk disk;
    private final RangeCipher cipher;

    /** The disk must be open for writing, and keeps the mark of foreign writes if it has it. */
    AdoptedEnd(VirtualDisk disk, RangeCipher cipher, boolean foreignWrites) {
        this.disk = disk;
        this.cipher = cipher;
        if (!foreignWrites) {
            disk.onFirstWrite(EncryptionLines::acceptCid);
        }
    }

    /** Turns stored sectors of zeroes from an offset on into encrypted zeroes. */
    void encryptZeroes(long fromBytes) throws IOException {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        for (long offset = fromBytes; offset < disk.capacityBytes(); ) {
            AllocatedRange range = disk.ownRange(offset, Math.min(PIECE_BYTES, disk.capacityBytes() - offset));
            if (range.kind() == AllocatedRange.Kind.DATA) {
                encrypt(offset, piece.clear().limit((int) range.lengthBytes()));
            }
            offset += range.lengthBytes();
        }
        disk.flush();
    }

    private void encrypt(long offsetBytes, ByteBuffer piece) throws IOException {
        disk.read(offsetBytes, piece.duplicate());
        int runStart = 0;
        for (int at = 0; at < piece.limit(); at += SECTOR_BYTES) {
            if (!Zeroes.areAllOf(piece.slice(at, SECTOR_BYTES))) {
                write(offsetBytes + runStart, piece.slice(runStart, at - runStart));
                runStart = at + SECTOR_BYTES;
            }
        }
        write(offsetBytes + runStart, piece.slice(runStart, piece.limit() - runStart));
    }

    private void write(long offsetBytes, ByteBuffer zeroes) throws IOException {
        if (zeroes.hasRemaining()) {
            cipher.encrypt(offsetBytes, zeroes.duplicate(), zeroes.duplicate());
            disk.write(offsetBytes, zeroes);
        }
    }
}
