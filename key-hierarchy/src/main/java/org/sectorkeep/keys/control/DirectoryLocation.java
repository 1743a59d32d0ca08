// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.PassphraseSource;

/** Where the directory of a control plane is. */
public sealed interface DirectoryLocation {
    /** What the address of a PostgreSQL server begins with. */
    String POSTGRES_PREFIX = "jdbc:postgresql:";

    /**
     * A file in the folder of an installation; needs no set-up, and several processes use it at once.
     *
     * @param home the folder, {@code $SECTORKEEP_HOME}; made with mode 0700 if it is not there
     */
    record Embedded(Path home) implements DirectoryLocation {}

    /**
     * A PostgreSQL server, for several control planes and many hosts.
     *
     * @param url its address, {@code jdbc:postgresql://HOST:PORT/DATABASE?user=NAME}, without a password
     * @param passwordOrNull asked once for the password; null for none, or the one in {@code ~/.pgpass}
     */
    record Postgres(String url, @Nullable PassphraseSource passwordOrNull) implements DirectoryLocation {
        /**
         * Checks the address.
         *
         * @param url its address, without a password
         * @param passwordOrNull asked once for the password; null for none
         * @throws IllegalArgumentException if it is of another kind, or holds a password, which everybody could read
         */
        public Postgres {
            if (!url.startsWith(POSTGRES_PREFIX)) {
                throw new IllegalArgumentException("the directory's address does not begin with " + POSTGRES_PREFIX);
            }
            if (url.toLowerCase(Locale.ROOT).contains("password=")) {
                throw new IllegalArgumentException("the directory's address holds a password");
            }
        }
    }
}
