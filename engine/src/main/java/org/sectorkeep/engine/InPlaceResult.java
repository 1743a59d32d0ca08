// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.keys.Envelope;

/**
 * What came of an operation in place.
 *
 * @param disk the disk: for a raw image that was encrypted the descriptor beside it
 * @param envelope its envelope, if it is encrypted now
 * @param dataBytes bytes of content that were rewritten, those of former runs of the operation among them; 0 if nothing
 *     was left to do
 * @param warnings what the user should know: one line each, lower case, without a full stop
 */
public record InPlaceResult(Path disk, Optional<Envelope> envelope, long dataBytes, List<String> warnings) {
    /**
     * Keeps a copy of the warnings.
     *
     * @param disk the disk
     * @param envelope its envelope
     * @param dataBytes bytes of content that were rewritten
     * @param warnings what the user should know
     */
    public InPlaceResult {
        warnings = List.copyOf(warnings);
    }
}
