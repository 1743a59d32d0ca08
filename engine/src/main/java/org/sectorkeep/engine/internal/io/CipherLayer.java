// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * One VMDK whose allocated content is ciphertext, and its cipher: plaintext in and out. What is not allocated reads as
 * what is below the disk, or as zeroes, and is never decrypted.
 */
public final class CipherLayer implements DiskLayer {
    /** The largest piece in one step: bounds memory, and stays in the processor's cache between file and cipher. */
    static final int PIECE_BYTES = 1 << 20;

    private final VirtualDisk disk;
    private final RangeCipher cipher;
    private final Below below;
    private final GrainMap grains;

    /** The disk's holes show what is below, whatever the disk itself would read there. */
    public CipherLayer(VirtualDisk disk, RangeCipher cipher, Below below) {
        this.disk = disk;
        this.cipher = cipher;
        this.below = below;
        this.grains = new GrainMap(disk.extents());
    }

    @Override
    public void read(long offsetBytes, ByteBuffer target) throws IOException {
        int limit = target.limit();
        long position = offsetBytes;
        try {
            while (target.position() < limit) {
                AllocatedRange range = disk.ownRange(position, Math.min(PIECE_BYTES, limit - target.position()));
                target.limit(target.position() + (int) range.lengthBytes());
                if (range.kind() == AllocatedRange.Kind.DATA) {
                    readData(position, target);
                } else {
                    readHole(range.kind(), position, target);
                }
                position += range.lengthBytes();
            }
        } finally {
            target.limit(limit);
        }
    }

    @Override
    public void write(long offsetBytes, ByteBuffer source) throws IOException {
        int limit = source.limit();
        long position = offsetBytes;
        try {
            while (source.position() < limit) {
                long untilCut = PIECE_BYTES - position % PIECE_BYTES;
                AllocatedRange range = disk.ownRange(position, Math.min(untilCut, limit - source.position()));
                source.limit(source.position() + (int) range.lengthBytes());
                write(range.kind(), position, source);
                position += range.lengthBytes();
            }
        } finally {
            source.limit(limit);
        }
    }

    @Override
    public void zero(long offsetBytes, long lengthBytes) throws IOException {
        if (lengthBytes == 0 || disk.discard(offsetBytes, lengthBytes)) {
            return;
        }
        long end = offsetBytes + lengthBytes;
        for (long position = offsetBytes; position < end; ) {
            long untilCut = PIECE_BYTES - position % PIECE_BYTES;
            AllocatedRange own = disk.ownRange(position, Math.min(untilCut, end - position));
            AllocatedRange shown = disk.range(position, own.lengthBytes());
            if (shown.kind() == AllocatedRange.Kind.DATA) {
                write(own.kind(), position, Zeroes.of((int) shown.lengthBytes()));
            }
            position += shown.lengthBytes();
        }
    }

    private void readHole(AllocatedRange.Kind kind, long offsetBytes, ByteBuffer target) throws IOException {
        if (kind == AllocatedRange.Kind.UNALLOCATED) {
            below.read(offsetBytes, target);
        } else {
            Zeroes.fill(target);
        }
    }

    private void readData(long offsetBytes, ByteBuffer target) throws IOException {
        int lengthBytes = target.remaining();
        boolean onBlocks = (offsetBytes | lengthBytes) % RangeCipher.BLOCK_BYTES == 0;
        if (onBlocks && target.isDirect()) {
            fetch(offsetBytes, target);
            return;
        }
        long start = RangeCipher.blockFloor(offsetBytes);
        long end = RangeCipher.blockCeiling(offsetBytes + lengthBytes);
        try (DirectBuffers.Loan loan = DirectBuffers.borrow((int) (end - start))) {
            fetch(start, loan.buffer());
            target.put(target.position(), loan.buffer(), (int) (offsetBytes - start), lengthBytes);
        }
        target.position(target.limit());
    }

    /** Reads whole blocks into a direct buffer, which is then full, and decrypts them there. */
    private void fetch(long offsetBytes, ByteBuffer target) throws IOException {
        int start = target.position();
        disk.read(offsetBytes, target);
        target.position(start);
        cipher.decrypt(offsetBytes, target, target);
    }

    private void write(AllocatedRange.Kind kind, long start, ByteBuffer source) throws IOException {
        boolean data = kind == AllocatedRange.Kind.DATA;
        long end = start + source.remaining();
        long pieceStart = data ? RangeCipher.blockFloor(start) : grains.floor(start);
        long pieceEnd = data ? RangeCipher.blockCeiling(end) : grains.ceiling(end);
        try (DirectBuffers.Loan loan = DirectBuffers.borrow((int) (pieceEnd - pieceStart))) {
            ByteBuffer stage = loan.buffer();
            if (pieceStart == start && pieceEnd == end) {
                cipher.encrypt(start, source, stage);
            } else {
                new PieceComposer(stage, pieceStart, source, start, kind).compose();
            }
            disk.write(pieceStart, stage.rewind());
        }
    }

    /** The next bytes of a buffer as one of their own; the position advances over them. */
    private static ByteBuffer next(ByteBuffer buffer, long lengthBytes) {
        ByteBuffer piece = buffer.slice(buffer.position(), (int) lengthBytes);
        buffer.position(buffer.position() + (int) lengthBytes);
        return piece;
    }

    /** Makes the ciphertext of one piece from what the caller wrote and, at its ends, from what was there. */
    private final class PieceComposer {
        private final ByteBuffer stage;
        private final long stageStart;
        private final ByteBuffer source;
        private final long sourceStart;
        private final long sourceEnd;
        private final AllocatedRange.Kind kind;

        PieceComposer(
                ByteBuffer stage, long stageStart, ByteBuffer source, long sourceStart, AllocatedRange.Kind kind) {
            this.stage = stage;
            this.stageStart = stageStart;
            this.source = source;
            this.sourceStart = sourceStart;
            this.sourceEnd = sourceStart + source.remaining();
            this.kind = kind;
        }

        void compose() throws IOException {
            long stageEnd = stageStart + stage.remaining();
            long middleStart = RangeCipher.blockCeiling(sourceStart);
            long middleEnd = RangeCipher.blockFloor(sourceEnd);
            if (middleStart >= middleEnd) {
                composeEnd(stageStart, stageEnd);
                return;
            }
            composeEnd(stageStart, middleStart);
            ByteBuffer middle = next(source, middleEnd - middleStart);
            cipher.encrypt(middleStart, middle, staged(middleStart, middleEnd));
            composeEnd(middleEnd, stageEnd);
        }

        /** A part at an end of the piece: the old plaintext, the caller's bytes over it, encrypted in place. */
        private void composeEnd(long from, long to) throws IOException {
            if (from == to) {
                return;
            }
            ByteBuffer plaintext = staged(from, to);
            if (kind == AllocatedRange.Kind.DATA) {
                fetch(from, plaintext.duplicate());
            } else {
                readHole(kind, from, plaintext.duplicate());
            }
            long overlayStart = Math.max(from, sourceStart);
            long overlayEnd = Math.min(to, sourceEnd);
            if (overlayStart < overlayEnd) {
                staged(overlayStart, overlayEnd).put(next(source, overlayEnd - overlayStart));
            }
            cipher.encrypt(from, plaintext.duplicate(), plaintext);
        }

        private ByteBuffer staged(long from, long to) {
            return stage.slice((int) (from - stageStart), (int) (to - from));
        }
    }
}
