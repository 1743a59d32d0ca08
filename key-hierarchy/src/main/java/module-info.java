// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Key ids, key providers, key encryption keys held in memory, and the envelopes that carry wrapped data keys. */
@NullMarked
module org.sectorkeep.keys {
    requires static org.jspecify;
    requires transitive org.sectorkeep.crypto;
    requires org.sectorkeep.kmip;
    requires org.slf4j;

    exports org.sectorkeep.keys;
}
