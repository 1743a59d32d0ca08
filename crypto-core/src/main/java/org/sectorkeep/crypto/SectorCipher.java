// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;

/**
 * AES-XTS over the sectors of a disk: {@code aes-xts-plain64} as dm-crypt and LUKS know it. The tweak of a data unit is
 * the LBA of its first 512-byte sector, little-endian in 64 bits, followed by zeroes.
 *
 * <p><b>What it protects.</b> Whoever sees the ciphertext of one moment learns nothing of the content. <b>What it does
 * not.</b> It detects no tampering: changed ciphertext decrypts to garbage without an error. And the same content under
 * the same key at the same LBA gives the same ciphertext, so that two copies of a disk show which blocks of 16 bytes
 * changed between them.
 *
 * <p><b>Buffers.</b> Source and target may be direct or on the heap, the source read-only. What remains in the source is
 * worked on; as much must remain in the target. Both positions move past it. Limits and byte orders do not matter. They
 * may be the same buffer, or different buffers on the same memory (in place), or on memory with nothing in common.
 * Ranges that overlap in part are refused, with one exception: of a read-only heap buffer nobody can see what it
 * overlaps, so if the target is on the heap too it is copied first, and then every overlap gives the right result.
 * Direct buffers are the fastest, and with the native engine the only ones that are not copied.
 *
 * <p><b>Threads.</b> Any number of threads may use one cipher at the same time, each with buffers of its own; no lock is
 * taken.
 *
 * <p><b>Failures.</b> After any of the exceptions below nothing was written and no position moved:
 * {@link IllegalArgumentException} for lengths, LBAs and overlaps that are not allowed, {@link ReadOnlyBufferException}
 * for a read-only target, {@link IllegalStateException} once the cipher is closed.
 */
public sealed interface SectorCipher extends AutoCloseable permits EngineSectorCipher {
    /**
     * Makes a cipher with the engine that was selected for this process.
     *
     * @param key is copied, and may be closed afterwards
     * @param unit the size of data units
     * @return a new cipher, to be closed by the caller
     * @throws NativeEngineUnavailableException if the native engine is demanded and there is none
     * @throws SecretMemoryException if memory for the key cannot be locked
     * @throws IllegalStateException if {@code key} is closed
     */
    static SectorCipher create(XtsKey key, DataUnit unit) {
        return XtsEngine.selected().cipher(key, unit);
    }

    /**
     * The data unit of this cipher.
     *
     * @return as given when it was made
     */
    DataUnit dataUnit();

    /**
     * Encrypts a run of whole data units.
     *
     * @param firstLba the LBA of the first, in sectors of 512 bytes; from 0 on, a multiple of the data unit's sectors,
     *     and such that no sector of the run is beyond 2^63 − 1
     * @param source plaintext; a multiple of the data unit remains, or nothing
     * @param target for the ciphertext
     */
    void encrypt(long firstLba, ByteBuffer source, ByteBuffer target);

    /**
     * Decrypts a run of whole data units.
     *
     * @param firstLba the LBA of the first, as for {@link #encrypt}
     * @param source ciphertext; a multiple of the data unit remains, or nothing
     * @param target for the plaintext
     */
    void decrypt(long firstLba, ByteBuffer source, ByteBuffer target);

    /**
     * Encrypts a piece of one data unit. XTS works by blocks of 16 bytes, so the rest of the unit is not needed.
     *
     * @param unitLba the LBA of the data unit (of its first sector), as for {@link #encrypt}
     * @param offsetBytes where in the data unit the piece begins; a multiple of 16
     * @param source plaintext; a multiple of 16 bytes remains, none of them beyond the data unit
     * @param target for the ciphertext
     */
    void encryptPart(long unitLba, int offsetBytes, ByteBuffer source, ByteBuffer target);

    /**
     * Decrypts a piece of one data unit.
     *
     * @param unitLba the LBA of the data unit (of its first sector), as for {@link #encrypt}
     * @param offsetBytes where in the data unit the piece begins; a multiple of 16
     * @param source ciphertext; a multiple of 16 bytes remains, none of them beyond the data unit
     * @param target for the plaintext
     */
    void decryptPart(long unitLba, int offsetBytes, ByteBuffer source, ByteBuffer target);

    /** Refuses new calls, waits for running ones, then wipes the key. A second call does nothing. */
    @Override
    void close();
}
