// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** A client of key management servers that speak KMIP 1.0 to 2.1. Knows nothing of disks or of whose keys they are. */
@NullMarked
module org.sectorkeep.kmip {
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports org.sectorkeep.kmip;
    exports org.sectorkeep.kmip.message;
    exports org.sectorkeep.kmip.ttlv;
}
