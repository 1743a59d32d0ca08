// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A header that was made.
 *
 * @param start its bytes from the first on; no secret
 * @param totalBytes its size: what is missing are zeroes
 */
public record HeaderImage(ByteBuffer start, long totalBytes) {
    /** The image as a file of that name would hold it. */
    public HeaderBytes asFile(Path path) {
        return new HeaderBytes() {
            @Override
            public Path path() {
                return path;
            }

            @Override
            public long sizeBytes() {
                return totalBytes;
            }

            @Override
            public void read(long offsetBytes, ByteBuffer target) {
                long insideBytes = Math.max(0, Math.min(target.remaining(), start.limit() - offsetBytes));
                if (insideBytes > 0) {
                    target.put(start.slice((int) offsetBytes, (int) insideBytes));
                }
                target.put(new byte[target.remaining()]);
            }
        };
    }
}
