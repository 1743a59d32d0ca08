// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;

/** The disk was used after it had been closed. */
public final class DiskClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskClosedException(String message) {
        super(message);
    }
}
