// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * The header of version 1 (LUKS1 specification, figure 1). Big-endian; numbers are unsigned; texts are zero-filled.
 *
 * @param cipherName such as {@code aes}
 * @param cipherMode such as {@code xts-plain64}
 * @param hashSpec the hash of everything, such as {@code sha256}
 * @param payloadOffsetSectors where the content starts in the file
 * @param keyBytes the length of the volume key
 * @param digest of the volume key
 * @param digestSalt the salt of the digest
 * @param digestIterations the iterations of the digest
 * @param uuid in text
 * @param slots all eight
 */
record Luks1Header(
        String cipherName,
        String cipherMode,
        String hashSpec,
        long payloadOffsetSectors,
        long keyBytes,
        Octets digest,
        Octets digestSalt,
        long digestIterations,
        String uuid,
        List<Luks1Slot> slots) {
    static final int BYTES = 592;
    static final int SLOT_COUNT = 8;
    static final int DIGEST_BYTES = 20;
    static final int VERSION = 1;

    private static final int NAME_BYTES = 32;
    private static final int UUID_BYTES = 40;

    Luks1Header {
        slots = List.copyOf(slots);
    }

    /** Reads a header that starts with the magic and version 1. */
    static Luks1Header read(ByteBuffer from) {
        from.position(LuksMagic.LENGTH_BYTES + Short.BYTES);
        return new Luks1Header(
                FixedText.read(from, NAME_BYTES), // 8
                FixedText.read(from, NAME_BYTES), // 40
                FixedText.read(from, NAME_BYTES), // 72
                Integer.toUnsignedLong(from.getInt()), // 104
                Integer.toUnsignedLong(from.getInt()), // 108
                Octets.read(from, DIGEST_BYTES), // 112
                Octets.read(from, KeyDigest.SALT_BYTES), // 132
                Integer.toUnsignedLong(from.getInt()), // 164
                FixedText.read(from, UUID_BYTES), // 168
                Stream.generate(() -> Luks1Slot.read(from)).limit(SLOT_COUNT).toList()); // 208
    }

    void write(ByteBuffer to) {
        LuksMagic.PRIMARY.write(to);
        to.putShort((short) VERSION);
        FixedText.write(to, cipherName, NAME_BYTES);
        FixedText.write(to, cipherMode, NAME_BYTES);
        FixedText.write(to, hashSpec, NAME_BYTES);
        to.putInt((int) payloadOffsetSectors).putInt((int) keyBytes);
        to.put(digest.toArray()).put(digestSalt.toArray()).putInt((int) digestIterations);
        FixedText.write(to, uuid, UUID_BYTES);
        slots.forEach(slot -> slot.write(to));
    }
}
