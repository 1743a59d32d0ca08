// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.LuksPlacement;

/** Makes a header of version 1 whose first slot is enabled. */
final class Luks1Writer {
    private static final int SECTOR_BYTES = 512;

    /** Areas start at multiples of 4096 bytes, the first behind the header. */
    private static final int AREA_ALIGNMENT_SECTORS = 8;

    /** Content starts at a multiple of 1 MiB. */
    private static final long PAYLOAD_ALIGNMENT_BYTES = 1 << 20;

    private final NewHeader wanted;
    private final String uuid;

    Luks1Writer(NewHeader wanted, String uuid) {
        this.wanted = wanted;
        this.uuid = uuid;
    }

    static long totalBytes(LuksPlacement placement, int keyBytes) {
        long slotsEnd = (long) areaOffsetSectors(Luks1Header.SLOT_COUNT, keyBytes) * SECTOR_BYTES;
        return placement == LuksPlacement.DETACHED
                ? slotsEnd
                : (slotsEnd + PAYLOAD_ALIGNMENT_BYTES - 1) / PAYLOAD_ALIGNMENT_BYTES * PAYLOAD_ALIGNMENT_BYTES;
    }

    HeaderImage write(XtsKey volumeKey, char[] passphrase) {
        int keyBytes = volumeKey.cipher().keyBytes();
        SlotKdf.ByPbkdf2 kdf = wanted.cost().pbkdf2();
        Keyslot slot = new Keyslot(
                0, kdf, kdf.hash(), volumeKey.cipher(), (long) areaOffsetSectors(0, keyBytes) * SECTOR_BYTES, keyBytes);
        ByteBuffer image = ByteBuffer.allocate((int) slot.areaOffsetBytes() + Keyslot.areaBytes(keyBytes));
        header(volumeKey, kdf).write(image);
        image.position((int) slot.areaOffsetBytes()).put(slot.seal(volumeKey.bytes(), passphrase));
        return new HeaderImage(image.flip(), totalBytes(wanted.placement(), keyBytes));
    }

    private Luks1Header header(XtsKey volumeKey, SlotKdf.ByPbkdf2 kdf) {
        int keyBytes = volumeKey.cipher().keyBytes();
        KeyDigest digest = KeyDigest.of(kdf.hash(), volumeKey.bytes(), Luks1Header.DIGEST_BYTES);
        long payloadBytes = wanted.placement() == LuksPlacement.DETACHED ? 0 : totalBytes(wanted.placement(), keyBytes);
        return new Luks1Header(
                "aes",
                "xts-plain64",
                kdf.hash().label(),
                payloadBytes / SECTOR_BYTES,
                keyBytes,
                digest.digest(),
                digest.salt(),
                digest.iterations(),
                uuid,
                slots(kdf, keyBytes));
    }

    private static List<Luks1Slot> slots(SlotKdf.ByPbkdf2 kdf, int keyBytes) {
        List<Luks1Slot> slots = new ArrayList<>();
        int first = areaOffsetSectors(0, keyBytes);
        slots.add(new Luks1Slot(Luks1Slot.ENABLED, kdf.iterations(), kdf.salt(), first, AntiForensic.STRIPES));
        for (int number = 1; number < Luks1Header.SLOT_COUNT; number++) {
            Octets none = Octets.zero(Luks1Slot.SALT_BYTES);
            int area = areaOffsetSectors(number, keyBytes);
            slots.add(new Luks1Slot(Luks1Slot.DISABLED, 0, none, area, AntiForensic.STRIPES));
        }
        return slots;
    }

    /** Where the area of a slot starts; of one behind the last, where the areas end. */
    private static int areaOffsetSectors(int number, int keyBytes) {
        int areaSectors = Keyslot.areaBytes(keyBytes) / SECTOR_BYTES;
        int areasEach = (areaSectors + AREA_ALIGNMENT_SECTORS - 1) / AREA_ALIGNMENT_SECTORS;
        return AREA_ALIGNMENT_SECTORS * (1 + number * areasEach);
    }
}
