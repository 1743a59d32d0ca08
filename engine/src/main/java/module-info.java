// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/** Encrypted disks: opening them as block devices, encrypting and decrypting them, their envelopes. */
@NullMarked
module org.sectorkeep.engine {
    requires static org.jspecify;
    requires transitive org.sectorkeep.keys;
    requires transitive org.sectorkeep.vmdk;
    requires com.google.gson;
    requires org.slf4j;

    exports org.sectorkeep.engine;
    exports org.sectorkeep.engine.datastore;
    exports org.sectorkeep.engine.inventory;
    exports org.sectorkeep.engine.vm;
}
