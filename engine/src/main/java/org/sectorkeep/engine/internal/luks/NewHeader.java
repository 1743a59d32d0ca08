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
 * @param segment for version 2, where the content is
 */
public record NewHeader(
        LuksVersion version,
        LuksPlacement placement,
        DataUnit unit,
        Optional<String> envelope,
        SlotCost cost,
        NewSegment segment) {
    static final LuksHash HASH = LuksHash.SHA256;

    /** What two headers of version 2 take before the content. */
    public static final long LUKS2_BYTES = Luks2Writer.TOTAL_BYTES;

    /** The same for content that begins where its placement says, and ends where its file does. */
    public NewHeader(
            LuksVersion version, LuksPlacement placement, DataUnit unit, Optional<String> envelope, SlotCost cost) {
        this(version, placement, unit, envelope, cost, NewSegment.usual(placement));
    }

    public NewHeader {
        if (version == LuksVersion.LUKS1 && (unit != DataUnit.BYTES_512 || envelope.isPresent())) {
            throw new IllegalArgumentException("LUKS1 has sectors of 512 bytes and no place for an envelope");
        }
    }

    /** How many bytes a header takes. */
    public long totalBytes(int keyBytes) {
        return version == LuksVersion.LUKS1 ? Luks1Writer.totalBytes(placement, keyBytes) : Luks2Writer.TOTAL_BYTES;
    }

    /** Makes one of version 2 that no passphrase opens: the volume key is in the envelope. */
    public HeaderImage makeWithoutSlot(XtsKey volumeKey) {
        return new Luks2Writer(this, UUID.randomUUID().toString()).writeWithoutSlot(volumeKey);
    }

    /** Makes one for a volume key. */
    public HeaderImage make(XtsKey volumeKey, char[] passphrase) {
        String uuid = UUID.randomUUID().toString();
        return version == LuksVersion.LUKS1
                ? new Luks1Writer(this, uuid).write(volumeKey, passphrase)
                : new Luks2Writer(this, uuid).write(volumeKey, passphrase);
    }
}
