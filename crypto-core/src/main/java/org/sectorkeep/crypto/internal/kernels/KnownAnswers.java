// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.kernels;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.sectorkeep.crypto.internal.java.JavaBackend;
import org.sectorkeep.crypto.internal.memory.LockRefusedException;
import org.sectorkeep.crypto.internal.memory.SecretPool;
import org.sectorkeep.crypto.internal.shim.ShimUnavailableException;
import org.sectorkeep.crypto.internal.xts.Direction;
import org.sectorkeep.crypto.internal.xts.XtsBackend;
import org.sectorkeep.crypto.internal.xts.XtsContext;

/**
 * What a kernel must compute before it is used: runs long enough to reach its batched path, whose ciphertext has a known
 * digest and is what the Java engine makes of them; back again; and a piece of a data unit, and one with a stolen block.
 */
final class KnownAnswers {
    /** A multiple of 8 in which every byte differs. */
    private static final long FIRST_LBA = 0x0102030405060708L;

    /** Not a multiple of 16. */
    private static final int ODD_BYTES = 487;

    private static final int PART_OFFSET_BYTES = 48;
    private static final int PART_BYTES = 352;

    private static final List<Answer> ANSWERS = List.of(
            new Answer(32, 512, 69, "8cb5d8f99e8d03405bbb1f4388965344e8713c0fcf047bc3ed1b8a5653f95f0d"),
            new Answer(32, 4096, 9, "7c6bb7b9be9b36c574da3328c597608114dc825def51b9597bef1d3a8f881581"),
            new Answer(64, 512, 69, "c564fba816d322dfbfaa41b6cff931f9c1981f7955e431813e749b0ea7f714f4"),
            new Answer(64, 4096, 9, "fff3b4c584ed302e90ab4750ed277f83076117ab13792b3146f843c14aac2f74"));

    private KnownAnswers() {}

    /** {@code sha256} is the digest of the ciphertext of {@link #plaintext} under {@link #key}. */
    private record Answer(int keyBytes, int unitBytes, int units, String sha256) {
        ByteBuffer key() {
            ByteBuffer key = ByteBuffer.allocateDirect(keyBytes);
            for (int i = 0; i < keyBytes; i++) {
                key.put(i, (byte) (7 * i + 1));
            }
            return key;
        }

        ByteBuffer plaintext() {
            byte[] plaintext = new byte[unitBytes * units];
            for (int i = 0; i < plaintext.length; i++) {
                plaintext[i] = (byte) (31 * i + (i >> 8));
            }
            return direct(plaintext.length).put(0, plaintext);
        }
    }

    /** Lets every kernel prove itself. */
    static void check(List<? extends XtsBackend> kernels) throws ShimUnavailableException {
        try {
            for (Answer answer : ANSWERS) {
                check(answer, kernels);
            }
        } catch (LockRefusedException | NoSuchAlgorithmException e) {
            throw new ShimUnavailableException("its known answers cannot be computed: " + e.getMessage());
        }
    }

    private static void check(Answer answer, List<? extends XtsBackend> kernels)
            throws ShimUnavailableException, LockRefusedException, NoSuchAlgorithmException {
        ByteBuffer plaintext = answer.plaintext();
        XtsContext java = context(JavaBackend.plain(), answer);
        ByteBuffer expected = run(java, Direction.ENCRYPT, plaintext);
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes(expected));
        expect(Arrays.equals(digest, HexFormat.of().parseHex(answer.sha256)), "sunjce-ecb", "encrypting", answer);
        for (XtsBackend kernel : kernels) {
            XtsContext context = context(kernel, answer);
            String name = kernel.kernel();
            expect(run(context, Direction.ENCRYPT, plaintext).equals(expected), name, "encrypting", answer);
            expect(run(context, Direction.DECRYPT, expected).equals(plaintext), name, "decrypting", answer);
            checkPart(name, context, answer, plaintext, expected);
            for (Direction direction : Direction.values()) {
                boolean same = odd(context, direction, plaintext).equals(odd(java, direction, plaintext));
                expect(same, name, "ciphertext stealing", answer);
            }
            context.wipe();
        }
        java.wipe();
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

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.capacity()];
        buffer.get(0, bytes);
        return bytes;
    }
}
