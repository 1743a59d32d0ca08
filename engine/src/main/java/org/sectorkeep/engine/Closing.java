// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.Closeable;
import java.io.IOException;

/** Releases what was opened when the rest fails. */
final class Closing {
    private Closing() {}

    /** Closes, and keeps a failure of that as a suppressed one of {@code failure}. */
    static void afterFailure(Exception failure, Closeable resource) {
        try {
            resource.close();
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
