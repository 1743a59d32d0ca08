// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.file;

import java.io.Closeable;
import java.io.IOException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Closes files that belong together. */
public final class ManyFiles {
    private ManyFiles() {}

    /** Closes each, whatever becomes of the others; throws the first failure, with the rest suppressed in it. */
    public static void close(Collection<? extends Closeable> files) throws IOException {
        @Nullable IOException failure = null;
        for (Closeable each : files) {
            try {
                each.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
