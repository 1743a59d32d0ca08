// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

/** Is told of each use of a key: an audit log. Called by any thread, and by several at once. */
@FunctionalInterface
public interface KeyUseListener {
    /** Listens to nothing. */
    KeyUseListener NONE = use -> {};

    /**
     * Records a use that was made, or an attempt that failed.
     *
     * @param use the use
     * @throws KeyUnavailableException with {@link KeyUnavailableException.Reason#NOT_RECORDED} if it cannot be recorded;
     *     what {@linkplain KeyUse.Action#mustBeRecorded must be recorded} is refused then, everything else goes on
     */
    void used(KeyUse use) throws KeyUnavailableException;
}
