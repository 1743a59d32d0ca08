// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.net;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A connection as bytes in and out. One thread reads and one writes at a time; closing is up to anybody. */
public interface Transport extends Closeable {
    /** Reads some bytes; -1 at the end. */
    int read(ByteBuffer target) throws IOException;

    /** Writes all bytes of the first so many buffers. */
    void write(ByteBuffer[] sources, int count) throws IOException;
}
