// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

/** What the derivation key of a store is sealed under. */
public sealed interface Protection {
    /** The protection's number in the store. */
    int code();

    /** Argon2id of a passphrase. */
    record ByPassphrase(Argon2Cost cost, Salt salt) implements Protection {
        static final int CODE = 1;

        @Override
        public int code() {
            return CODE;
        }
    }

    /**
     * A file of 32 random bytes.
     *
     * @param path where it is, absolute; empty for {@code local.key} beside the store
     */
    record ByKeyFile(String path) implements Protection {
        static final int CODE = 2;

        @Override
        public int code() {
            return CODE;
        }
    }
}
