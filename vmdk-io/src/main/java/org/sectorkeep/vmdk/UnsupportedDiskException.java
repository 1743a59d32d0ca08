// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.file.Path;

/** A disk that is sound as far as can be told, but of a kind, or used in a way, that is refused. */
public class UnsupportedDiskException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * Names the file and the reason.
     *
     * @param path the file
     * @param reason why it is refused: lower case, no full stop
     */
    public UnsupportedDiskException(Path path, String reason) {
        super("'" + path + "' is not supported: " + reason);
    }
}
