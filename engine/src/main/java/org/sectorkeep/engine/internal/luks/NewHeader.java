// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.util.Optional;
import java.util.UUID;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.LuksPlacement;
import org.sectorkeep.engine.LuksVersion;

/**
 * Makes headers with one key slot, of the sizes that cryptsetup gives them.
 *
 * @param version of the format
 * @param placement where it is made for
 * @param unit the data unit, 512 bytes for version 1
 * @param envelope for version 2, the volume key in an envelope, in base64
 * @param cost what opening the slot shall cost
 */
public record NewHeader(
        LuksVersion version, LuksPlacement placement, DataUnit unit, Optional<String> envelope, SlotCost cost) {
    static final LuksHash HASH = LuksHash.SHA256;

    public NewHeader {
        if (version == LuksVersion.LUKS1 && (unit != DataUnit.BYTES_512 || envelope.isPresent())) {
            throw new IllegalArgumentException("LUKS1 has sectors of 512 bytes and no place for an envelope");
        }
    }

    /** How many bytes a header takes. */
    public long totalBytes(int keyBytes) {
        return version == LuksVersion.LUKS1 ? Luks1Writer.totalBytes(placement, keyBytes) : Luks2Writer.TOTAL_BYTES;
    }

    /** Makes one for a volume key. */
    public HeaderImage make(XtsKey volumeKey, char[] passphrase) {
        String uuid = UUID.randomUUID().toString();
        return version == LuksVersion.LUKS1
                ? new Luks1Writer(this, uuid).write(volumeKey, passphrase)
                : new Luks2Writer(this, uuid).write(volumeKey, passphrase);
    }
}
