// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

/**
 * Is told how far a long operation is, and can stop it. Both methods are called by the operation's worker threads, one
 * call at a time, about once a MiB.
 */
@FunctionalInterface
public interface ProgressListener {
    /** Listens to nothing and never stops anything. */
    ProgressListener NONE = (doneBytes, totalBytes) -> {};

    /**
     * So much is done.
     *
     * @param doneBytes bytes of content dealt with, from 0 to {@code totalBytes}; never falls
     * @param totalBytes bytes of content in all; the same in each call
     */
    void progress(long doneBytes, long totalBytes);

    /**
     * Whether the operation shall stop. It then ends with a {@link CancelledException} and leaves nothing behind.
     *
     * @return {@code true} to stop it
     */
    default boolean isCancelled() {
        return false;
    }
}
