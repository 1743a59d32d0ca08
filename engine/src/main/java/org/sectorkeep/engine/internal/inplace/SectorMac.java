// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.internal.io.RangeCipher;

/**
 * A 128-bit MAC of each 512 bytes of a disk, bound to their place: PMAC over a tweakable block cipher (P. Rogaway,
 * "Efficient Instantiations of Tweakable Blockciphers and Refinements to Modes OCB and PMAC", section 7), which here is
 * AES-XTS with the tweak of the place: every block of the piece is encrypted, the results are added, and the sum is
 * encrypted under a second key. All pieces have one length, so no block needs special treatment. XTS is what this
 * program does fastest, so that a MAC costs little more than encrypting the piece.
 *
 * <p>Thread-safe; each thread has a {@link Calculator} of its own.
 */
final class SectorMac implements AutoCloseable {
    static final int PIECE_BYTES = 512;
    static final int MAC_BYTES = 16;

    /** Both keys, one after the other. */
    static final int KEY_BYTES = 128;

    private static final int SCRATCH_BYTES = 64 << 10;

    private final RangeCipher hash;
    private final RangeCipher seal;

    private SectorMac(RangeCipher hash, RangeCipher seal) {
        this.hash = hash;
        this.seal = seal;
    }

    /** The key stays the caller's. */
    static SectorMac of(SecretBytes key) {
        RangeCipher hash = cipher(key, 0);
        try {
            return new SectorMac(hash, cipher(key, KEY_BYTES / 2));
        } catch (RuntimeException e) {
            hash.close();
            throw e;
        }
    }

    private static RangeCipher cipher(SecretBytes key, int offset) {
        try (SecretBytes half = key.slice(offset, KEY_BYTES / 2);
                XtsKey xts = XtsKey.of(half)) {
            return new RangeCipher(SectorCipher.create(xts, DataUnit.BYTES_512));
        }
    }

    Calculator calculator() {
        return new Calculator();
    }

    @Override
    public void close() {
        hash.close();
        seal.close();
    }

    /** For one thread. */
    final class Calculator {
        private final ByteBuffer scratch =
                ByteBuffer.allocateDirect(SCRATCH_BYTES).order(ByteOrder.nativeOrder());

        private Calculator() {}

        /**
         * Puts the MAC of each piece of {@code content}, whose position stays, into {@code macs}, whose position advances.
         *
         * @param offsetBytes where the content is: a multiple of 512
         */
        void compute(long offsetBytes, ByteBuffer content, ByteBuffer macs) {
            ByteBuffer sums = macs.slice(macs.position(), content.remaining() / PIECE_BYTES * MAC_BYTES)
                    .order(ByteOrder.nativeOrder());
            for (int at = 0; at < content.remaining(); at += SCRATCH_BYTES) {
                int lengthBytes = Math.min(SCRATCH_BYTES, content.remaining() - at);
                hash.encrypt(offsetBytes + at, content.slice(content.position() + at, lengthBytes), scratch.clear());
                addUp(lengthBytes, sums);
            }
            sums.clear();
            seal.encrypt(offsetBytes / PIECE_BYTES * MAC_BYTES, sums, sums.duplicate());
            macs.position(macs.position() + sums.capacity());
        }

        private void addUp(int lengthBytes, ByteBuffer sums) {
            for (int piece = 0; piece < lengthBytes; piece += PIECE_BYTES) {
                long low = 0;
                long high = 0;
                for (int at = piece; at < piece + PIECE_BYTES; at += MAC_BYTES) {
                    low ^= scratch.getLong(at);
                    high ^= scratch.getLong(at + Long.BYTES);
                }
                sums.putLong(low).putLong(high);
            }
        }
    }
}
