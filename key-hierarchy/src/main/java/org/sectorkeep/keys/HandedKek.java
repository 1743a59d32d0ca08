// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import org.sectorkeep.crypto.SecretBytes;

/**
 * A KEK on its way from the control plane to a host. Whoever carries it sees to it that nobody else can read it, keeps it
 * in no log and no file, and closes it.
 *
 * @param id the key's id
 * @param state its state when it was fetched
 * @param key the 32 bytes of the key
 */
public record HandedKek(KeyId id, KeyState state, SecretBytes key) implements AutoCloseable {
    /** The length of a KEK in bytes. */
    public static final int KEY_BYTES = HeldKek.KEY_BYTES;

    /** Wipes this copy of the key. A second call does nothing. */
    @Override
    public void close() {
        key.close();
    }

    /** Which key it is, never the key. */
    @Override
    public String toString() {
        return "HandedKek[" + id + "]";
    }
}
