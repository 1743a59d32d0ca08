// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/**
 * A key management server for tests: it speaks KMIP 1.0 to 2.1 over TLS, keeps its keys in memory, and misbehaves as told.
 * Never for keys that matter.
 */
@NullMarked
module org.sectorkeep.kmip.testing {
    requires static transitive org.jspecify;
    requires transitive org.sectorkeep.kmip;

    exports org.sectorkeep.kmip.testing;
}
