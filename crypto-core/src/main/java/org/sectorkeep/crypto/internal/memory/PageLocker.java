// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.memory;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.internal.shim.SystemCalls;

/** Pins whole pages of memory and keeps them out of core dumps. */
interface PageLocker {
    /** Locks a direct buffer that spans whole pages; null when done, else why it is impossible. */
    @Nullable
    String lock(ByteBuffer pages);

    /** The locker of this system; the system library is loaded at the first call. */
    static PageLocker ofSystem() {
        return pages -> SystemCalls.lockPages(DirectAddress.of(pages, 0), pages.capacity());
    }
}
