// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.files;

import java.io.IOException;
import java.nio.file.Path;

/** A file or folder that holds secrets is open to others than its owner. */
public final class UnsafeModeException extends IOException {
    private static final long serialVersionUID = 1L;

    UnsafeModeException(Path path, String permissions) {
        super("'" + path + "' is open to others than its owner (" + permissions + "): chmod go= it first");
    }
}
