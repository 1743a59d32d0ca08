// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.internal.memory.LockRefusedException;
import org.sectorkeep.crypto.internal.memory.SecretPool;
import org.sectorkeep.crypto.internal.memory.SecretSlot;

/**
 * The memory in which this process keeps its secrets: outside the Java heap, locked so that it is never swapped out, and
 * left out of core dumps (on Linux). Where the system refuses to lock memory, making a secret fails, unless
 * {@link #allowUnlocked()} was called. Safe for use by many threads.
 */
public final class SecretMemory {
    private SecretMemory() {}

    /**
     * How secrets are kept.
     *
     * @param locked whether all memory that holds secrets is locked
     * @param reason why it is not, or null if it is
     */
    public record Status(boolean locked, @Nullable String reason) {}

    /**
     * Permits secrets in memory that is not locked, where locking is impossible; it is still outside the heap and wiped.
     * Holds from now on for the whole process; memory that can be locked still is.
     */
    public static void allowUnlocked() {
        SecretPool.PROCESS.allowUnlocked();
    }

    /**
     * Whether secrets are locked in memory; tries it out if no secret was made yet.
     *
     * @return the state so far
     */
    public static Status status() {
        String reason = SecretPool.PROCESS.whyUnlocked();
        return new Status(reason == null, reason);
    }

    static SecretSlot take(int lengthBytes) {
        try {
            return SecretPool.PROCESS.take(lengthBytes);
        } catch (LockRefusedException e) {
            throw new SecretMemoryException(e);
        }
    }
}
