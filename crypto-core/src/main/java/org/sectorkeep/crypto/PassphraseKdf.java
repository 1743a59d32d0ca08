// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.sectorkeep.crypto.internal.bc.Argon2;

/**
 * Turns a passphrase into a key: Argon2id version 1.3 (RFC 9106), which costs memory and time so that guessing does too;
 * and, for formats of others, Argon2i and PBKDF2 ({@link Pbkdf2}). RFC 9106 recommends 64 MiB, 3 iterations and 4 lanes where memory is scarce (section 4); the lanes are computed one
 * after another here, so more of them cost an attacker nothing more.
 *
 * <p>Parameters come from files that may be hostile, so all are checked before anything is allocated.
 *
 * <p>Safe for concurrent use; each call takes its own memory. Passphrase and key copies on the heap that this class makes
 * are wiped, and the memory blocks are cleared; hash states stay in dead objects until the collector reuses their memory.
 */
public final class PassphraseKdf {
    /** The longest passphrase. */
    public static final int MAX_PASSPHRASE_CHARS = 65_536;

    /** The most memory: 4 GiB. */
    public static final int MAX_MEMORY_KIB = 4 * 1024 * 1024;

    private static final int MAX_ITERATIONS = 1_000;
    private static final int MAX_PARALLELISM = 64;
    private static final int MIN_MEMORY_KIB_PER_LANE = 8; // RFC 9106, section 3.1

    private PassphraseKdf() {}

    /**
     * Derives a key from a passphrase, encoded as UTF-8 just as it is: a letter and its accent in one character or in two
     * are different passphrases.
     *
     * @param passphrase 1 to {@link #MAX_PASSPHRASE_CHARS} characters; stays the caller's, who wipes it
     * @param salt random, 8 to 64 bytes; 16 is the rule
     * @param memoryKib memory in units of 1024 bytes, from 8 for each lane to {@link #MAX_MEMORY_KIB}, and with its
     *     overhead at most two thirds of the largest Java heap
     * @param iterations passes over the memory, 1 to 1,000
     * @param parallelism lanes, 1 to 64
     * @param lengthBytes 16 to 1,024
     * @return the derived key, which the caller closes
     * @throws IllegalArgumentException if a parameter is out of range, or the passphrase is not valid UTF-16
     */
    public static SecretBytes argon2id(
            char[] passphrase, byte[] salt, int memoryKib, int iterations, int parallelism, int lengthBytes) {
        return argon2(Argon2.Variant.ID, passphrase, salt, memoryKib, iterations, parallelism, lengthBytes);
    }

    /**
     * Derives a key from a passphrase by Argon2i, for formats of others: Argon2id withstands more.
     *
     * @param passphrase as for {@link #argon2id}
     * @param salt as for {@link #argon2id}
     * @param memoryKib as for {@link #argon2id}
     * @param iterations as for {@link #argon2id}
     * @param parallelism as for {@link #argon2id}
     * @param lengthBytes as for {@link #argon2id}
     * @return the derived key, which the caller closes
     * @throws IllegalArgumentException if a parameter is out of range, or the passphrase is not valid UTF-16
     */
    public static SecretBytes argon2i(
            char[] passphrase, byte[] salt, int memoryKib, int iterations, int parallelism, int lengthBytes) {
        return argon2(Argon2.Variant.I, passphrase, salt, memoryKib, iterations, parallelism, lengthBytes);
    }

    /**
     * Derives a key from a passphrase by PBKDF2, for formats of others: it costs time only. Takes the UTF-8 form of the
     * passphrase as {@link #argon2id} does.
     *
     * @param hash the hash under the HMAC
     * @param passphrase 1 to {@link #MAX_PASSPHRASE_CHARS} characters; stays the caller's, who wipes it
     * @param salt as for {@link Pbkdf2#derive}
     * @param iterations as for {@link Pbkdf2#derive}
     * @param lengthBytes as for {@link Pbkdf2#derive}
     * @return the derived key, which the caller closes
     * @throws IllegalArgumentException if a parameter is out of range, or the passphrase is not valid UTF-16
     */
    public static SecretBytes pbkdf2(
            Pbkdf2.Hash hash, char[] passphrase, byte[] salt, int iterations, int lengthBytes) {
        checkRange("passphrase length in characters", passphrase.length, 1, MAX_PASSPHRASE_CHARS);
        try (SecretBytes password = SecretBytes.takeFrom(encode(passphrase))) {
            return Pbkdf2.derive(hash, password, salt, iterations, lengthBytes);
        }
    }

    private static SecretBytes argon2(
            Argon2.Variant variant,
            char[] passphrase,
            byte[] salt,
            int memoryKib,
            int iterations,
            int parallelism,
            int lengthBytes) {
        checkRange("passphrase length in characters", passphrase.length, 1, MAX_PASSPHRASE_CHARS);
        checkRange("salt length in bytes", salt.length, 8, 64);
        checkRange("parallelism", parallelism, 1, MAX_PARALLELISM);
        checkRange("iterations", iterations, 1, MAX_ITERATIONS);
        checkRange("memoryKib", memoryKib, MIN_MEMORY_KIB_PER_LANE * parallelism, MAX_MEMORY_KIB);
        checkRange("lengthBytes", lengthBytes, 16, 1_024);
        checkHeap(memoryKib, Runtime.getRuntime().maxMemory());
        byte[] password = encode(passphrase);
        byte[] tag = new byte[lengthBytes];
        try {
            byte[] none = new byte[0];
            new Argon2(variant, memoryKib, iterations, parallelism).fill(tag, password, salt, none, none);
            return SecretBytes.takeFrom(tag);
        } finally {
            Arrays.fill(password, (byte) 0);
            Arrays.fill(tag, (byte) 0);
        }
    }

    private static void checkRange(String what, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " is \"" + value + "\", expected " + min + " to " + max);
        }
    }

    /** A block of 1024 bytes is an object of its own: a sixteenth more covers headers and the array of blocks. */
    static void checkHeap(int memoryKib, long maxHeapBytes) {
        long neededBytes = memoryKib * (1024L + 64L);
        if (neededBytes > maxHeapBytes / 3 * 2) {
            throw new IllegalArgumentException("memoryKib is \"" + memoryKib + "\", expected at most "
                    + maxHeapBytes / 3 * 2 / (1024L + 64L) + " with a Java heap of " + (maxHeapBytes >> 20)
                    + " MiB: give Java a larger one with -Xmx");
        }
    }

    private static byte[] encode(char[] passphrase) {
        byte[] buffer = new byte[passphrase.length * 3]; // a char is at most 3 bytes in UTF-8
        try {
            ByteBuffer encoded = ByteBuffer.wrap(buffer);
            CoderResult result = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(passphrase), encoded, true);
            if (result.isError()) {
                throw new IllegalArgumentException("passphrase holds half of a surrogate pair, expected valid UTF-16");
            }
            return Arrays.copyOf(buffer, encoded.position());
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }
}
