// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** One open file, read and written by position from any number of threads at once. Every exception names the file. */
public interface RandomFile extends Closeable {
    /** Fills {@code target} from the file; {@link java.io.EOFException} when the file ends before. */
    void read(long positionBytes, ByteBuffer target) throws IOException;

    /** Writes all of {@code source}, extending the file if need be. */
    void write(long positionBytes, ByteBuffer source) throws IOException;

    /** Cuts the file off, if it is longer. */
    default void truncate(long sizeBytes) throws IOException {
        throw new IOException("this file cannot be made shorter");
    }

    /** Returns once everything written before has reached the storage. */
    void force() throws IOException;

    long sizeBytes() throws IOException;

    /** Takes the lock or answers false when another program holds it; once per file, kept until it is closed. */
    boolean tryLock(LockMode mode) throws IOException;
}
