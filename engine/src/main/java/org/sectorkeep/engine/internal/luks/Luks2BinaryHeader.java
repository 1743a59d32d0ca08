// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.nio.ByteBuffer;

/**
 * The binary header of version 2 (LUKS2 specification, section 2.1), of which a file has two. Big-endian; texts are
 * zero-filled. Behind it stands the JSON area.
 *
 * @param magic the first or the second one
 * @param headerBytes this header and its JSON area together
 * @param sequence the greater of two sound headers is the newer one
 * @param label a name given by people
 * @param checksumHash such as {@code sha256}
 * @param salt random, so that no two headers are equal
 * @param uuid in text
 * @param subsystem a second label
 * @param offsetBytes where this header stands in the file
 * @param checksum over this header, with zeroes for the checksum, and the JSON area
 */
record Luks2BinaryHeader(
        LuksMagic magic,
        long headerBytes,
        long sequence,
        String label,
        String checksumHash,
        Octets salt,
        String uuid,
        String subsystem,
        long offsetBytes,
        Octets checksum) {
    static final int BYTES = 4096;
    static final int VERSION = 2;
    static final int CHECKSUM_OFFSET = 448;
    static final int CHECKSUM_BYTES = 64;
    static final int SALT_BYTES = 64;

    private static final int LABEL_BYTES = 48;
    private static final int HASH_BYTES = 32;
    private static final int UUID_BYTES = 40;

    /** Reads a header that starts with the magic and version 2. */
    static Luks2BinaryHeader read(LuksMagic magic, ByteBuffer from) {
        from.position(LuksMagic.LENGTH_BYTES + Short.BYTES);
        long headerBytes = from.getLong(); // 8
        long sequence = from.getLong(); // 16
        String label = FixedText.read(from, LABEL_BYTES); // 24
        String checksumHash = FixedText.read(from, HASH_BYTES); // 72
        Octets salt = Octets.read(from, SALT_BYTES); // 104
        String uuid = FixedText.read(from, UUID_BYTES); // 168
        String subsystem = FixedText.read(from, LABEL_BYTES); // 208
        long offsetBytes = from.getLong(); // 256
        from.position(CHECKSUM_OFFSET);
        Octets checksum = Octets.read(from, CHECKSUM_BYTES); // 448
        return new Luks2BinaryHeader(
                magic, headerBytes, sequence, label, checksumHash, salt, uuid, subsystem, offsetBytes, checksum);
    }

    /** Writes it and leaves the position behind it. */
    void write(ByteBuffer to) {
        int start = to.position();
        magic.write(to);
        to.putShort((short) VERSION).putLong(headerBytes).putLong(sequence);
        FixedText.write(to, label, LABEL_BYTES);
        FixedText.write(to, checksumHash, HASH_BYTES);
        to.put(salt.toArray());
        FixedText.write(to, uuid, UUID_BYTES);
        FixedText.write(to, subsystem, LABEL_BYTES);
        to.putLong(offsetBytes);
        to.position(start + CHECKSUM_OFFSET).put(checksum.toArray());
        to.position(start + BYTES);
    }

    /** This header, whatever checksum it has, with its JSON area and the checksum of both. */
    byte[] whole(byte[] json) {
        ByteBuffer whole = ByteBuffer.allocate((int) headerBytes);
        new Luks2BinaryHeader(
                        magic,
                        headerBytes,
                        sequence,
                        label,
                        checksumHash,
                        salt,
                        uuid,
                        subsystem,
                        offsetBytes,
                        Octets.zero(CHECKSUM_BYTES))
                .write(whole);
        whole.put(json);
        whole.put(
                CHECKSUM_OFFSET,
                Luks2Copies.checksum(NewHeader.HASH, whole.array()).toArray());
        return whole.array();
    }
}
