// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * What came of {@link LuksHeaders#write}.
 *
 * @param file the header that was made
 * @param content the file with the encrypted sectors that it is for
 * @param headerBytes the size of the header
 * @param warnings what the user should know: one line each, lower case, without a full stop
 */
public record LuksHeaderResult(Path file, Path content, long headerBytes, List<String> warnings) {
    /**
     * Keeps a copy of the warnings.
     *
     * @param file the header that was made
     * @param content the file with the encrypted sectors that it is for
     * @param headerBytes the size of the header
     * @param warnings what the user should know
     */
    public LuksHeaderResult {
        warnings = List.copyOf(warnings);
    }
}
