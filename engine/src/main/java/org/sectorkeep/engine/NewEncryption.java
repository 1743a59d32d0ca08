// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.NewDisk;
import org.sectorkeep.vmdk.VmdkDescriptor;

/** Gives a disk that is being made its envelope. */
final class NewEncryption {
    private NewEncryption() {}

    /** Refuses an envelope, whatever it will be, for which the descriptor has no room. */
    static void requireRoom(NewDisk made) throws IOException {
        VmdkDescriptor without = made.disk().descriptor();
        made.disk().updateDescriptor(EncryptionLines::withLongest);
        made.disk().updateDescriptor(descriptor -> without);
    }

    /** Puts the encrypted disk in its place, once its descriptor, read back, is seen to open. */
    static void commit(NewDisk made, Envelope envelope, HostKeys keys) throws IOException {
        made.disk().updateDescriptor(descriptor -> EncryptionLines.put(descriptor, envelope));
        Path path = made.disk().path();
        VmdkDescriptor written = VmdkDescriptor.parse(made.disk().descriptor().bytes(), path, 0);
        EncryptionLines lines = EncryptionLines.of(written);
        Envelope readBack = lines.requireEnvelope(path);
        EnvelopeMatch.require(made.disk(), lines, readBack.header());
        DiskUnlocking.anyDisk(keys).unwrap(path, readBack).close();
        made.commit();
    }
}
