// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.kernels;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;
import org.sectorkeep.crypto.internal.memory.LockRefusedException;
import org.sectorkeep.crypto.internal.memory.SecretPool;
import org.sectorkeep.crypto.internal.shim.ShimUnavailableException;
import org.sectorkeep.crypto.internal.xts.Direction;
import org.sectorkeep.crypto.internal.xts.XtsBackend;
import org.sectorkeep.crypto.internal.xts.XtsContext;

/**
 * What a kernel must compute before it is used: runs long enough to reach its batched path, back again, a piece of a data
 * unit, and one with a stolen block. Every process checks that when it starts, in code that no compiler has seen yet: so
 * answers are known by their CRC-32, which is quick even then, and computed by another program.
 */
final class KnownAnswers {
    /** A multiple of 8 in which every byte differs. */
    private static final long FIRST_LBA = 0x0102030405060708L;

    /** Not a multiple of 16. */
    private static final int ODD_BYTES = 487;

    private static final int PART_OFFSET_BYTES = 48;
    private static final int PART_BYTES = 352;

    private static final List<Answer> ANSWERS = List.of(
            new Answer(32, 512, 69, 0xf1c5ad01, 0xb1d28232, 0xfa46fdce),
            new Answer(32, 4096, 9, 0x0e5967aa, 0xb1d28232, 0xfa46fdce),
            new Answer(64, 512, 69, 0xe7954520, 0x8c7a70aa, 0x8682a731),
            new Answer(64, 4096, 9, 0xed3caa0f, 0x8c7a70aa, 0x8682a731));

    private static final int PLAINTEXT_BYTES = 4096 * 9;

    private KnownAnswers() {}

    /**
     * CRC-32 of what is made of {@link #plaintext} under {@link #key}.
     *
     * @param encrypted of the data units
     * @param oddEncrypted of the first {@link #ODD_BYTES} as one data unit
     * @param oddDecrypted of the same taken for ciphertext
     */
    private record Answer(int keyBytes, int unitBytes, int units, int encrypted, int oddEncrypted, int oddDecrypted) {
        ByteBuffer key() {
            ByteBuffer key = ByteBuffer.allocateDirect(keyBytes);
            for (int i = 0; i < keyBytes; i++) {
                key.put(i, (byte) (7 * i + 1));
            }
            return key;
        }

        int odd(Direction direction) {
            return direction == Direction.ENCRYPT ? oddEncrypted : oddDecrypted;
        }
    }

    /** Of the longest answer; the others take its beginning. */
    private static ByteBuffer plaintext() {
        ByteBuffer plaintext = direct(PLAINTEXT_BYTES);
        for (int i = 0; i < PLAINTEXT_BYTES; i++) {
            plaintext.put(i, (byte) (31 * i + (i >> 8)));
        }
        return plaintext;
    }

    /** Lets every kernel prove itself. */
    static void check(List<? extends XtsBackend> kernels) throws ShimUnavailableException {
        ByteBuffer plaintext = plaintext();
        try {
            for (Answer answer : ANSWERS) {
                for (XtsBackend kernel : kernels) {
                    check(answer, kernel, plaintext.slice(0, answer.unitBytes * answer.units));
                }
            }
        } catch (LockRefusedException e) {
            throw new ShimUnavailableException("its known answers cannot be computed: " + e.getMessage());
        }
    }

    private static void check(Answer answer, XtsBackend kernel, ByteBuffer plaintext)
            throws ShimUnavailableException, LockRefusedException {
        XtsContext context = context(kernel, answer);
        String name = kernel.kernel();
        ByteBuffer ciphertext = run(context, Direction.ENCRYPT, plaintext);
        expect(crc32(ciphertext) == answer.encrypted, name, "encrypting", answer);
        ByteBuffer back = run(context, Direction.DECRYPT, ciphertext);
        expect(crc32(back) == crc32(plaintext), name, "decrypting", answer);
        checkPart(name, context, answer, plaintext, ciphertext);
        for (Direction direction : Direction.values()) {
            boolean right = crc32(odd(context, direction, plaintext)) == answer.odd(direction);
            expect(right, name, "ciphertext stealing", answer);
        }
        context.wipe();
    }

    private static int crc32(ByteBuffer buffer) {
        CRC32 crc32 = new CRC32();
        crc32.update(buffer.duplicate());
        return (int) crc32.getValue();
    }

    private static void checkPart(
            String name, XtsContext context, Answer answer, ByteBuffer plaintext, ByteBuffer ciphertext)
            throws ShimUnavailableException {
        ByteBuffer part = direct(PART_BYTES);
        int block = PART_OFFSET_BYTES / 16;
        context.part(Direction.ENCRYPT, FIRST_LBA, block, plaintext, PART_OFFSET_BYTES, part, 0, PART_BYTES);
        expect(part.equals(ciphertext.slice(PART_OFFSET_BYTES, PART_BYTES)), name, "encrypting a part", answer);
        context.part(Direction.DECRYPT, FIRST_LBA, block, ciphertext, PART_OFFSET_BYTES, part, 0, PART_BYTES);
        expect(part.equals(plaintext.slice(PART_OFFSET_BYTES, PART_BYTES)), name, "decrypting a part", answer);
    }

    private static void expect(boolean holds, String kernel, String what, Answer answer)
            throws ShimUnavailableException {
        if (!holds) {
            throw new ShimUnavailableException("kernel " + kernel + " gave a wrong answer when " + what
                    + " with a key of " + answer.keyBytes + " bytes and data units of " + answer.unitBytes);
        }
    }

    /** The key is no secret, so its memory need not be locked. */
    private static XtsContext context(XtsBackend backend, Answer answer) throws LockRefusedException {
        return backend.context(
                answer.key(), answer.unitBytes, SecretPool.ofPlainMemory().take(backend.secretBytes(answer.keyBytes)));
    }

    private static ByteBuffer run(XtsContext context, Direction direction, ByteBuffer source) {
        ByteBuffer target = direct(source.capacity());
        context.run(direction, FIRST_LBA, source, 0, target, 0, source.capacity());
        return target;
    }

    private static ByteBuffer odd(XtsContext context, Direction direction, ByteBuffer source) {
        ByteBuffer target = direct(ODD_BYTES);
        context.unit(direction, FIRST_LBA, ~FIRST_LBA, source, 0, target, 0, ODD_BYTES);
        return target;
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes);
    }
}
