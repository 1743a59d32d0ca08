// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Plaintext in and out of one VMDK, whatever form it is stored in. Calls on ranges that share a grain or a cipher block
 * must not run at the same time, unless all of them read: the caller holds locks.
 */
public interface DiskLayer {
    /** Fills {@code target} with plaintext. */
    void read(long offsetBytes, ByteBuffer target) throws IOException;

    /** Writes all of {@code source}, which is plaintext. */
    void write(long offsetBytes, ByteBuffer source) throws IOException;

    /** Makes a range read as zeroes: whole grains by the table, the rest by what means zero where it is allocated. */
    void zero(long offsetBytes, long lengthBytes) throws IOException;
}
