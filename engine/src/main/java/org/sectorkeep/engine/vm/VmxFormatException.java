// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.Path;

/** A {@code .vmx} file, or one of its kind, cannot be read for certain. */
public final class VmxFormatException extends IOException {
    private static final long serialVersionUID = 1L;

    /** With {@code lineNumber} 0 it is about the whole file. */
    VmxFormatException(Path file, int lineNumber, String problem) {
        super("'" + file + "'" + (lineNumber > 0 ? " line " + lineNumber : "") + " " + problem);
    }
}
