// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.nio.ByteBuffer;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.XtsKey;

/** Makes the two headers of version 2 with one key slot. */
final class Luks2Writer {
    /** Both headers, all slots and what is left free before the content: 16 MiB. */
    static final long TOTAL_BYTES = 16L << 20;

    /** One binary header and its JSON area. */
    static final int HEADER_BYTES = 16 << 10;

    static final int SLOT_OFFSET_BYTES = 2 * HEADER_BYTES;

    private final NewHeader wanted;
    private final String uuid;

    Luks2Writer(NewHeader wanted, String uuid) {
        this.wanted = wanted;
        this.uuid = uuid;
    }

    HeaderImage write(XtsKey volumeKey, char[] passphrase) {
        int keyBytes = volumeKey.cipher().keyBytes();
        SlotKdf.ByArgon2 kdf = wanted.cost().argon2id();
        Keyslot slot = new Keyslot(0, kdf, NewHeader.HASH, volumeKey.cipher(), SLOT_OFFSET_BYTES, keyBytes);
        byte[] json = new Luks2Json(wanted, keyBytes).text(slot, kdf, digest(volumeKey));
        ByteBuffer image = ByteBuffer.allocate(SLOT_OFFSET_BYTES + Keyslot.areaBytes(keyBytes));
        headers(json, image).put(slot.seal(volumeKey.bytes(), passphrase));
        return new HeaderImage(image.flip(), TOTAL_BYTES);
    }

    HeaderImage writeWithoutSlot(XtsKey volumeKey) {
        byte[] json = new Luks2Json(wanted, volumeKey.cipher().keyBytes()).textWithoutSlot(digest(volumeKey));
        return new HeaderImage(
                headers(json, ByteBuffer.allocate(SLOT_OFFSET_BYTES)).flip(), TOTAL_BYTES);
    }

    private static KeyDigest digest(XtsKey volumeKey) {
        return KeyDigest.of(
                NewHeader.HASH, volumeKey.bytes(), NewHeader.HASH.digest().getDigestLength());
    }

    private ByteBuffer headers(byte[] json, ByteBuffer target) {
        target.put(header(LuksMagic.PRIMARY, 0).whole(json));
        return target.put(header(LuksMagic.SECONDARY, HEADER_BYTES).whole(json));
    }

    private Luks2BinaryHeader header(LuksMagic magic, long offsetBytes) {
        return new Luks2BinaryHeader(
                magic,
                HEADER_BYTES,
                1,
                "",
                NewHeader.HASH.label(),
                Octets.of(RandomBytes.array(Luks2BinaryHeader.SALT_BYTES)),
                uuid,
                "",
                offsetBytes,
                Octets.zero(Luks2BinaryHeader.CHECKSUM_BYTES));
    }
}
