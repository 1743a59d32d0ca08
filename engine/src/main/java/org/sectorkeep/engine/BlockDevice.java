// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A disk in the clear: bytes from 0 to its capacity, readable and writable at any place and length.
 *
 * <p>Safe for use by many threads at once. Each call is atomic to the others: a read sees all of a write that ran at
 * the same time or nothing of it. Buffers belong to the caller and must not be used by others during a call.
 */
public interface BlockDevice extends Closeable {
    /**
     * The size of the disk.
     *
     * @return bytes, a multiple of 512
     */
    long capacityBytes();

    /**
     * Whether every write is refused.
     *
     * @return {@code true} if nothing can be written
     */
    boolean isReadOnly();

    /**
     * Fills a buffer from its position to its limit; the position advances to the limit.
     *
     * @param offsetBytes the first byte to read; any, with the whole range inside the capacity
     * @param target a direct buffer is read into without a copy
     * @throws IllegalArgumentException if the range is not inside the capacity
     * @throws java.nio.ReadOnlyBufferException if {@code target} is read-only
     * @throws DiskClosedException if the device is closed
     * @throws IOException if reading fails; the content of {@code target} is then undefined
     */
    void read(long offsetBytes, ByteBuffer target) throws IOException;

    /**
     * Writes a buffer from its position to its limit; the position advances to the limit. What was written survives a
     * crash after the next {@link #flush()}.
     *
     * @param offsetBytes the first byte to write; any, with the whole range inside the capacity
     * @param source never changed
     * @throws IllegalArgumentException if the range is not inside the capacity
     * @throws DiskClosedException if the device is closed
     * @throws DiskRefusedException if the device is read-only
     * @throws IOException if writing fails; part of the range may then hold the new content
     */
    void write(long offsetBytes, ByteBuffer source) throws IOException;

    /**
     * Forces to storage all that was written by calls that returned before this one began.
     *
     * @throws DiskClosedException if the device is closed
     * @throws IOException if that fails; what is on storage is then unknown
     */
    void flush() throws IOException;

    /**
     * Says that a range is no longer needed: it reads as zeroes from now on, and takes no space where the format can
     * leave it out.
     *
     * @param offsetBytes the first byte; any, with the whole range inside the capacity
     * @param lengthBytes 0 or more
     * @throws IllegalArgumentException if the range is not inside the capacity
     * @throws DiskClosedException if the device is closed
     * @throws DiskRefusedException if the device is read-only
     * @throws IOException if writing fails; part of the range may then still hold its old content
     */
    void trim(long offsetBytes, long lengthBytes) throws IOException;

    /**
     * Makes a range read as zeroes.
     *
     * @param offsetBytes the first byte; any, with the whole range inside the capacity
     * @param lengthBytes 0 or more
     * @throws IllegalArgumentException if the range is not inside the capacity
     * @throws DiskClosedException if the device is closed
     * @throws DiskRefusedException if the device is read-only
     * @throws IOException if writing fails; part of the range may then still hold its old content
     */
    void writeZeroes(long offsetBytes, long lengthBytes) throws IOException;

    /**
     * Whether zeroes are made by tables and not written: on a disk with sparse extents only, which is no snapshot.
     *
     * @return {@code true} if {@link #writeZeroes} takes a time that does not grow with what is stored
     */
    boolean isZeroingFast();

    /**
     * How the bytes from an offset on are stored: in a snapshot, by it or by a disk below it.
     *
     * @param offsetBytes 0 to capacity - 1
     * @param maxLengthBytes at least 1
     * @return a run of one kind from the offset on, cut at that length; the next one may be of the same kind
     * @throws IllegalArgumentException if the offset or length is out of range
     * @throws DiskClosedException if the device is closed
     * @throws IOException if a table cannot be read, or is damaged
     */
    StoredRun stored(long offsetBytes, long maxLengthBytes) throws IOException;

    /**
     * Waits for running calls, forces what was written and releases the files and keys, these even if forcing fails.
     * Calls that come later fail. Closing again does nothing.
     *
     * @throws IOException if forcing or closing fails
     */
    @Override
    void close() throws IOException;
}
