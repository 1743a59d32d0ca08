// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import org.jspecify.annotations.Nullable;

/**
 * Takes from a key what it needs, while it is there.
 *
 * @param <R> what it answers
 */
@FunctionalInterface
public interface KeyReader<R extends @Nullable Object> {
    /**
     * Reads a key.
     *
     * @param key lent until this returns; its bytes are wiped then
     * @return an answer of its own
     * @throws KmipException if it is not the key that was expected
     */
    R read(ReceivedKey key) throws KmipException;
}
