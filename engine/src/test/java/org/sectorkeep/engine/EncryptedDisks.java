// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.vmdk.VirtualDisk;

/** What tests read of encrypted disks without a key. */
final class EncryptedDisks {
    private EncryptedDisks() {}

    static EnvelopeHeader header(Path disk) throws IOException {
        try (VirtualDisk opened = VirtualDisk.open(disk, VirtualDisk.Access.READ_ONLY)) {
            return EncryptionLines.of(opened.descriptor()).requireEnvelope(disk).header();
        }
    }
}
