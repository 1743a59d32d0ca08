// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyState;

/** Envelopes of disks that do not exist. */
final class TestEnvelopes {
    private static final int KEK_BYTES = 32;

    private TestEnvelopes() {}

    static Envelope envelope(DiskId disk, KeyId key, long generation) throws IOException {
        try (Kek kek = Kek.holding(key, KeyState.ACTIVE, SecretBytes.random(KEK_BYTES));
                SecretBytes dek = SecretBytes.random(XtsCipher.AES_XTS_256.keyBytes())) {
            return kek.wrap(
                    new EnvelopeHeader(
                            disk,
                            1 << 20,
                            DataUnit.BYTES_512,
                            XtsCipher.AES_XTS_256,
                            DekId.of(dek),
                            1,
                            generation,
                            key,
                            Instant.EPOCH),
                    dek);
        }
    }

    static ProtectedObject disk(String path, DiskId disk, KeyId key, long generation) throws IOException {
        return object(ObjectKind.DISK, path, disk, key, generation);
    }

    static ProtectedObject object(ObjectKind kind, String path, DiskId disk, KeyId key, long generation)
            throws IOException {
        return new ProtectedObject(
                kind, new ObjectLocation("esx1", path), null, List.of(envelope(disk, key, generation)));
    }
}
