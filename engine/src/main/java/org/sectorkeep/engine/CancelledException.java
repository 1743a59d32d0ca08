// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;

/** The operation was stopped by its caller and left nothing behind. */
public final class CancelledException extends IOException {
    private static final long serialVersionUID = 1L;

    CancelledException(String message) {
        super(message);
    }
}
