// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Serves block devices over the network block device protocol. Knows nothing of disk formats and keys. */
@NullMarked
module org.sectorkeep.nbd {
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports org.sectorkeep.nbd;
}
