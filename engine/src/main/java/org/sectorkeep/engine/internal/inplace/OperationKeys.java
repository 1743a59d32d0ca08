// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.inplace;

import java.nio.charset.StandardCharsets;
import org.sectorkeep.crypto.Hkdf;
import org.sectorkeep.crypto.Hmac;
import org.sectorkeep.crypto.SecretBytes;

/** The keys of one operation: of the MACs of pieces, and of the tags of the journal's header and records. */
public final class OperationKeys implements AutoCloseable {
    private static final byte[] LABEL = "sectorkeep/inplace/v1".getBytes(StandardCharsets.US_ASCII);
    private static final int TAG_KEY_BYTES = 32;

    private final SecretBytes tagKey;
    private final SectorMac mac;

    private OperationKeys(SecretBytes tagKey, SectorMac mac) {
        this.tagKey = tagKey;
        this.mac = mac;
    }

    /**
     * Derives them.
     *
     * @param dek of the side that is ciphertext, the new one if both are; stays the caller's
     */
    public static OperationKeys derive(SecretBytes dek, OperationId id) {
        try (SecretBytes all = Hkdf.sha512(dek, id.bytes(), LABEL, SectorMac.KEY_BYTES + TAG_KEY_BYTES)) {
            SecretBytes tagKey = all.slice(SectorMac.KEY_BYTES, TAG_KEY_BYTES);
            try {
                return new OperationKeys(tagKey, SectorMac.of(all));
            } catch (RuntimeException e) {
                tagKey.close();
                throw e;
            }
        }
    }

    SectorMac mac() {
        return mac;
    }

    /** HMAC-SHA-256 over the parts, which have fixed lengths or say them. */
    byte[] tag(byte[]... parts) {
        return Hmac.sha256(tagKey, parts);
    }

    @Override
    public void close() {
        mac.close();
        tagKey.close();
    }
}
