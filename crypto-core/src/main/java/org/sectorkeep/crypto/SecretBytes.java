// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.internal.memory.SecretSlot;

/**
 * A key, or another secret string of bytes, outside the Java heap in memory that is locked, left out of core dumps, and
 * wiped by {@link #close()} (see {@link SecretMemory} for where that is impossible). It has no content-based
 * {@code equals}, is not serialisable, and prints as its length. One that is lost without being closed is wiped some
 * time after the garbage collector noticed.
 *
 * <p>Safe for use by many threads: {@code close} refuses new readers, waits for those that are reading, then wipes.
 *
 * <p>Every method that makes a secret throws {@link SecretMemoryException} if memory cannot be locked, and every method
 * that reads one throws {@link IllegalStateException} once it is closed.
 */
public final class SecretBytes implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretSlot slot;
    private final int lengthBytes;
    private final ReentrantReadWriteLock readers = new ReentrantReadWriteLock();
    private volatile boolean closed;

    private SecretBytes(int lengthBytes) {
        this.slot = SecretMemory.take(lengthBytes);
        this.lengthBytes = lengthBytes;
    }

    /**
     * Makes a secret of the system's random bytes.
     *
     * @param lengthBytes its length, from 0 on
     * @return a new secret, to be closed by the caller
     */
    public static SecretBytes random(int lengthBytes) {
        SecretBytes secret = new SecretBytes(lengthBytes);
        byte[] random = new byte[lengthBytes];
        RANDOM.nextBytes(random);
        secret.fillAndWipe(random);
        return secret;
    }

    /**
     * Copies an array, which stays the caller's, who should wipe it.
     *
     * @param source the bytes to copy
     * @return a new secret, to be closed by the caller
     */
    public static SecretBytes copyOf(byte[] source) {
        return copyOf(ByteBuffer.wrap(source));
    }

    /**
     * Copies what remains in a buffer, which stays the caller's; its position does not move.
     *
     * @param source the bytes to copy, from position to limit
     * @return a new secret, to be closed by the caller
     */
    public static SecretBytes copyOf(ByteBuffer source) {
        SecretBytes secret = new SecretBytes(source.remaining());
        secret.slot.buffer().put(0, source, source.position(), source.remaining());
        return secret;
    }

    /**
     * Copies an array and wipes it, also if that fails.
     *
     * @param source the bytes to take; all zero afterwards
     * @return a new secret, to be closed by the caller
     */
    public static SecretBytes takeFrom(byte[] source) {
        try {
            return copyOf(source);
        } finally {
            Arrays.fill(source, (byte) 0);
        }
    }

    /**
     * The length of this secret; known also when it is closed.
     *
     * @return the number of bytes
     */
    public int lengthBytes() {
        return lengthBytes;
    }

    /**
     * Lets a function read the secret in place. The buffer is direct and read-only, from position 0 to the length, and
     * must not be used after the function returned: its memory may then hold another secret. The function must not close
     * this secret.
     *
     * @param <R> what the function answers
     * @param reader the function; called once, on this thread
     * @return what {@code reader} returned
     */
    public <R extends @Nullable Object> R read(Function<? super ByteBuffer, ? extends R> reader) {
        readers.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("secret is closed");
            }
            return reader.apply(slot.buffer().asReadOnlyBuffer());
        } finally {
            readers.readLock().unlock();
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Lets a function read a copy of the secret on the heap, for an interface that takes nothing else. The copy is wiped
     * when the function returns; the garbage collector may have moved it before, so prefer {@link #read}.
     *
     * @param <R> what the function answers
     * @param reader the function; called once, on this thread
     * @return what {@code reader} returned
     */
    public <R extends @Nullable Object> R readArray(Function<byte[], ? extends R> reader) {
        byte[] copy = new byte[lengthBytes];
        try {
            return this.<R>read(buffer -> {
                buffer.get(copy);
                return reader.apply(copy);
            });
        } finally {
            Arrays.fill(copy, (byte) 0);
        }
    }

    /**
     * Copies this secret.
     *
     * @return a new secret of the same bytes, to be closed by the caller
     */
    public SecretBytes copy() {
        return read(SecretBytes::copyOf);
    }

    /**
     * Copies a part of this secret.
     *
     * @param offset where the part begins
     * @param length its length in bytes
     * @return a new secret, to be closed by the caller
     * @throws IndexOutOfBoundsException if the part is not within this secret
     */
    public SecretBytes slice(int offset, int length) {
        Objects.checkFromIndexSize(offset, length, lengthBytes);
        return read(buffer -> copyOf(buffer.slice(offset, length)));
    }

    /**
     * Compares with another secret, in a time that depends on nothing but the lengths.
     *
     * @param other the other secret
     * @return whether both have the same length and the same bytes
     */
    public boolean contentEquals(SecretBytes other) {
        return read(mine -> other.read(theirs -> equalInConstantTime(mine, theirs)));
    }

    private static boolean equalInConstantTime(ByteBuffer left, ByteBuffer right) {
        if (left.remaining() != right.remaining()) {
            return false;
        }
        int difference = 0;
        for (int i = 0; i < left.remaining(); i++) {
            difference |= left.get(i) ^ right.get(i);
        }
        return difference == 0;
    }

    private void fillAndWipe(byte[] content) {
        slot.buffer().put(0, content);
        Arrays.fill(content, (byte) 0);
    }

    /**
     * Refuses new readers, waits for running ones, then wipes the memory. A second call does nothing.
     *
     * @throws IllegalStateException if called by a function that is reading this secret
     */
    @Override
    public void close() {
        if (readers.getReadHoldCount() > 0) {
            throw new IllegalStateException("secret closed by its own reader");
        }
        closed = true;
        readers.writeLock().lock();
        try {
            slot.wipe();
        } finally {
            readers.writeLock().unlock();
        }
    }

    /**
     * Whether {@link #close()} was called.
     *
     * @return true if it was
     */
    public boolean isClosed() {
        return closed;
    }

    /** Prints the length, never the content: {@code SecretBytes[32]}. */
    @Override
    public String toString() {
        return "SecretBytes[" + lengthBytes + "]";
    }
}
