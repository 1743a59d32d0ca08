// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.internal.inplace.Conversion;
import org.sectorkeep.engine.internal.inplace.OperationId;
import org.sectorkeep.engine.internal.inplace.OperationKeys;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.HostKeys;

/**
 * The ciphers and keys of an operation in place, from its envelopes, both of which are thereby seen to open.
 *
 * @param conversion from the old form of the content to the new one
 * @param keys of the journal
 */
record OperationSecrets(Conversion conversion, OperationKeys keys) implements AutoCloseable {
    static OperationSecrets open(
            HostKeys hostKeys, Path disk, OperationId id, Optional<Envelope> before, Optional<Envelope> after)
            throws IOException {
        DiskUnlocking unlocking = DiskUnlocking.anyDisk(hostKeys);
        Envelope ciphertextSide = after.or(() -> before).orElseThrow();
        RangeCipher old = null;
        OperationKeys keys = null;
        boolean opened = false;
        try (SecretBytes dek = unlocking.unwrap(disk, ciphertextSide)) {
            keys = OperationKeys.derive(dek, id);
            old = before.isPresent() ? new RangeCipher(unlocking.cipher(disk, before.get())) : null;
            RangeCipher next = after.isPresent() ? cipher(dek, after.get()) : null;
            opened = true;
            return new OperationSecrets(new Conversion(old, next), keys);
        } finally {
            if (!opened) {
                close(old);
                close(keys);
            }
        }
    }

    private static RangeCipher cipher(SecretBytes dek, Envelope envelope) {
        try (XtsKey key = XtsKey.of(dek)) {
            return new RangeCipher(SectorCipher.create(key, envelope.header().dataUnit()));
        }
    }

    private static void close(@Nullable RangeCipher cipher) {
        if (cipher != null) {
            cipher.close();
        }
    }

    private static void close(@Nullable OperationKeys keys) {
        if (keys != null) {
            keys.close();
        }
    }

    @Override
    public void close() {
        conversion.close();
        keys.close();
    }
}
