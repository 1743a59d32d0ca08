// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.engine.internal.io.Zeroes;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.DiskResize;

/**
 * Fills what an encrypted disk stores behind its old end.
 *
 * @param cipher the disk's
 * @param progress is told of each piece, and may stop it
 */
record EncryptedZeroes(RangeCipher cipher, ProgressListener progress) {
    private static final int PIECE_BYTES = 1 << 20;

    void write(DiskResize resize) throws IOException {
        long totalBytes =
                resize.newData().stream().mapToLong(AllocatedRange::lengthBytes).sum();
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        long doneBytes = 0;
        progress.progress(0, totalBytes);
        for (AllocatedRange range : resize.newData()) {
            long end = range.offsetBytes() + range.lengthBytes();
            for (long offset = range.offsetBytes(); offset < end; offset += piece.limit()) {
                piece.clear().limit((int) Math.min(PIECE_BYTES, end - offset));
                encrypt(offset, piece);
                resize.write(offset, piece.duplicate());
                doneBytes += piece.limit();
                report(doneBytes, totalBytes);
            }
        }
    }

    private void encrypt(long offsetBytes, ByteBuffer piece) {
        Zeroes.fill(piece.duplicate());
        cipher.encrypt(offsetBytes, piece.duplicate(), piece.duplicate());
    }

    private void report(long doneBytes, long totalBytes) throws CancelledException {
        if (progress.isCancelled()) {
            throw new CancelledException("cancelled");
        }
        progress.progress(doneBytes, totalBytes);
    }
}
