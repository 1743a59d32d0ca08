// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.keys.Envelope;

/**
 * What came of a copy.
 *
 * @param destination the disk that was made
 * @param envelope its envelope, if it is encrypted
 * @param dataBytes bytes of content that were copied; what is not allocated in the source is not counted, unless the
 *     destination had to be filled with encrypted zeroes there
 * @param warnings what the user should know: one line each, lower case, without a full stop
 */
public record CopyResult(Path destination, Optional<Envelope> envelope, long dataBytes, List<String> warnings) {
    /**
     * Keeps a copy of the warnings.
     *
     * @param destination the disk that was made
     * @param envelope its envelope, if it is encrypted
     * @param dataBytes bytes of content that were copied
     * @param warnings what the user should know
     */
    public CopyResult {
        warnings = List.copyOf(warnings);
    }
}
