// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
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

    /** Where no disk reaches: the MAC of what is not content is none of any content. */
    private static final long SUMMARY_PLACE_BYTES = 1L << 60;

    /** Both keys, one after the other. */
    static final int KEY_BYTES = 128;

    /** What is in the processor's first cache still when its blocks are added up. */
    private static final int SCRATCH_BYTES = 16 << 10;

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
        private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
        private final LongBuffer scratchLongs =
                scratch.order(ByteOrder.nativeOrder()).asLongBuffer();
        private final long[] blocks = new long[SCRATCH_BYTES / Long.BYTES];

        private Calculator() {}

        /**
         * Puts the MAC of each piece of {@code content}, whose position stays, into {@code macs}, whose position advances.
         *
         * @param offsetBytes where the content is: a multiple of 512
         */
        void compute(long offsetBytes, ByteBuffer content, ByteBuffer macs) {
            ByteBuffer sums = macs.slice(macs.position(), content.remaining() / PIECE_BYTES * MAC_BYTES);
            LongBuffer sumLongs = sums.order(ByteOrder.nativeOrder()).asLongBuffer();
            for (int at = 0; at < content.remaining(); at += SCRATCH_BYTES) {
                int lengthBytes = Math.min(SCRATCH_BYTES, content.remaining() - at);
                hash.encrypt(offsetBytes + at, content.slice(content.position() + at, lengthBytes), scratch.clear());
                addUp(lengthBytes / Long.BYTES, sumLongs);
            }
            seal.encrypt(offsetBytes / PIECE_BYTES * MAC_BYTES, sums, sums.duplicate());
            macs.position(macs.position() + sums.capacity());
        }

        /** On the heap, where a loop over an array costs the least; it is ciphertext under a key of its own. */
        private void addUp(int longCount, LongBuffer sums) {
            scratchLongs.clear().get(blocks, 0, longCount);
            for (int piece = 0; piece < longCount; piece += PIECE_BYTES / Long.BYTES) {
                addUpPiece(piece, sums);
            }
        }

        private void addUpPiece(int piece, LongBuffer sums) {
            long low = 0;
            long high = 0;
            for (int at = piece; at < piece + PIECE_BYTES / Long.BYTES; at += 2) {
                low ^= blocks[at];
                high ^= blocks[at + 1];
            }
            sums.put(low).put(high);
        }

        /** The MACs of something that is no content of the disk, filled with zeroes to whole pieces. */
        byte[] summary(ByteBuffer payload) {
            int wholeBytes = payload.remaining() / PIECE_BYTES * PIECE_BYTES;
            int pieceCount = (payload.remaining() + PIECE_BYTES - 1) / PIECE_BYTES;
            ByteBuffer macs = ByteBuffer.allocateDirect(pieceCount * MAC_BYTES);
            compute(SUMMARY_PLACE_BYTES, payload.slice(payload.position(), wholeBytes), macs);
            if (macs.hasRemaining()) {
                ByteBuffer last = ByteBuffer.allocateDirect(PIECE_BYTES);
                last.put(payload.slice(payload.position() + wholeBytes, payload.remaining() - wholeBytes));
                compute(SUMMARY_PLACE_BYTES + wholeBytes, last.clear(), macs);
            }
            byte[] bytes = new byte[macs.flip().remaining()];
            macs.get(bytes);
            return bytes;
        }
    }
}
