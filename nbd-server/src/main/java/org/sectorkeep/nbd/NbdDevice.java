// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What is served: bytes from 0 to a size.
 *
 * <p>Called by many threads at once, for several clients. Two writes that run at the same time to the same bytes leave the
 * content of one or the other. Ranges are always inside the size, and nothing that changes a {@linkplain #isReadOnly()
 * read-only} device is ever called.
 *
 * <p>A call that throws {@link NbdRequestException} answers the client with the error that it names; any other {@link
 * IOException} is answered with {@link NbdError#ENOSPC} if it says that storage or quota is used up, else with {@link
 * NbdError#EIO}. A call that blocks holds up nobody but the client that asked.
 */
public interface NbdDevice {
    /**
     * The size, which does not change.
     *
     * @return bytes, 0 or more
     */
    long sizeBytes();

    /**
     * Whether clients are told that they cannot write.
     *
     * @return {@code true} if so; may change, which clients learn of when they connect
     */
    boolean isReadOnly();

    /**
     * Reads.
     *
     * @param offsetBytes the first byte
     * @param target a direct buffer, to be filled from its position to its limit
     * @throws IOException if reading fails
     */
    void read(long offsetBytes, ByteBuffer target) throws IOException;

    /**
     * Writes.
     *
     * @param offsetBytes the first byte
     * @param source a direct buffer, to be written from its position to its limit; its content may be changed
     * @throws IOException if writing fails
     */
    void write(long offsetBytes, ByteBuffer source) throws IOException;

    /**
     * Brings to storage, for whichever client, all that was written by calls that returned before this one began.
     *
     * @throws IOException if that fails
     */
    void flush() throws IOException;

    /**
     * Hears that a range is no longer needed; its content is undefined from then on.
     *
     * @param offsetBytes the first byte
     * @param lengthBytes over 0; a long range comes in pieces
     * @throws IOException if that fails
     */
    void trim(long offsetBytes, long lengthBytes) throws IOException;

    /**
     * Makes a range read as zeroes.
     *
     * @param offsetBytes the first byte
     * @param lengthBytes over 0; a long range comes in pieces
     * @param zeroing whether space may be given back
     * @throws IOException if that fails
     */
    void writeZeroes(long offsetBytes, long lengthBytes, Zeroing zeroing) throws IOException;

    /**
     * Whether making zeroes is sure to be much faster than writing them.
     *
     * @param zeroing whether space may be given back
     * @return {@code false} refuses requests that ask for that ({@code NBD_CMD_FLAG_FAST_ZERO})
     */
    boolean isZeroingFast(Zeroing zeroing);

    /**
     * How the bytes from an offset on are stored.
     *
     * @param offsetBytes 0 to size - 1
     * @param maxLengthBytes over 0
     * @return a run of bytes of one kind from the offset on, not longer than asked for
     * @throws IOException if that cannot be told
     */
    BlockRun status(long offsetBytes, long maxLengthBytes) throws IOException;
}
