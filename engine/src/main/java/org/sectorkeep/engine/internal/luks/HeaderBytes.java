// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.sectorkeep.engine.LuksFormatException;

/** The bytes of a file that starts with a LUKS header. */
public interface HeaderBytes {
    /** The file, for messages. */
    Path path();

    long sizeBytes();

    /** Fills a buffer; the whole range is inside the file. */
    void read(long offsetBytes, ByteBuffer target) throws IOException;

    /** A range that must be there. */
    default ByteBuffer require(long offsetBytes, int lengthBytes, String what) throws IOException {
        if (offsetBytes < 0 || offsetBytes > sizeBytes() - lengthBytes) {
            throw new LuksFormatException(
                    path(),
                    what,
                    "expected " + lengthBytes + " bytes at byte " + offsetBytes + ", the file has " + sizeBytes());
        }
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
        read(offsetBytes, bytes);
        return bytes.flip();
    }
}
