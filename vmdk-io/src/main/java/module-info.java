// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** VMDK files in the clear: descriptors, extents, reading and writing sectors. Knows nothing of encryption. */
@NullMarked
module org.sectorkeep.vmdk {
    requires static transitive org.jspecify;
    requires org.slf4j;

    exports org.sectorkeep.vmdk;
}
