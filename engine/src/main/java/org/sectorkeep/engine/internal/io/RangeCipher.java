// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import java.nio.ByteBuffer;
import org.sectorkeep.crypto.SectorCipher;

/**
 * AES-XTS over ranges of a disk that start and end at any cipher block: the whole data units inside in one call, the
 * parts of data units at the ends each in one. XTS works block by block, so a part needs nothing of the rest of its data
 * unit.
 */
public final class RangeCipher implements AutoCloseable {
    /** The cipher block: what can be encrypted without what is beside it. */
    public static final int BLOCK_BYTES = 16;

    private static final int SECTOR_BYTES = 512;

    private final SectorCipher cipher;
    private final int unitBytes;
    private final long firstLba;

    /** Takes over the cipher and closes it. */
    public RangeCipher(SectorCipher cipher) {
        this(cipher, 0);
    }

    /** The same for a disk whose first sector counts as another one than 0; the data unit divides its number. */
    public RangeCipher(SectorCipher cipher, long firstLba) {
        this.cipher = cipher;
        this.unitBytes = cipher.dataUnit().bytes();
        this.firstLba = firstLba;
    }

    public static long blockFloor(long offsetBytes) {
        return offsetBytes & -BLOCK_BYTES;
    }

    public static long blockCeiling(long offsetBytes) {
        return blockFloor(offsetBytes + BLOCK_BYTES - 1);
    }

    /** Encrypts all of {@code source}; both positions advance. The buffers are disjoint or the same memory. */
    public void encrypt(long offsetBytes, ByteBuffer source, ByteBuffer target) {
        crypt(Way.ENCRYPT, offsetBytes, source, target);
    }

    /** Decrypts all of {@code source}; both positions advance. The buffers are disjoint or the same memory. */
    public void decrypt(long offsetBytes, ByteBuffer source, ByteBuffer target) {
        crypt(Way.DECRYPT, offsetBytes, source, target);
    }

    @Override
    public void close() {
        cipher.close();
    }

    private enum Way {
        ENCRYPT {
            @Override
            void run(SectorCipher cipher, long firstLba, ByteBuffer source, ByteBuffer target) {
                cipher.encrypt(firstLba, source, target);
            }

            @Override
            void part(SectorCipher cipher, long unitLba, int offsetBytes, ByteBuffer source, ByteBuffer target) {
                cipher.encryptPart(unitLba, offsetBytes, source, target);
            }
        },
        DECRYPT {
            @Override
            void run(SectorCipher cipher, long firstLba, ByteBuffer source, ByteBuffer target) {
                cipher.decrypt(firstLba, source, target);
            }

            @Override
            void part(SectorCipher cipher, long unitLba, int offsetBytes, ByteBuffer source, ByteBuffer target) {
                cipher.decryptPart(unitLba, offsetBytes, source, target);
            }
        };

        abstract void run(SectorCipher cipher, long firstLba, ByteBuffer source, ByteBuffer target);

        abstract void part(SectorCipher cipher, long unitLba, int offsetBytes, ByteBuffer source, ByteBuffer target);
    }

    private void crypt(Way way, long offsetBytes, ByteBuffer source, ByteBuffer target) {
        int end = source.limit();
        int intoUnit = (int) (offsetBytes % unitBytes);
        int headBytes = intoUnit == 0 ? 0 : Math.min(unitBytes - intoUnit, source.remaining());
        long unitsStart = offsetBytes + headBytes;
        int unitsBytes = source.remaining() - headBytes;
        unitsBytes -= unitsBytes % unitBytes;
        if (headBytes > 0) {
            way.part(cipher, lba(offsetBytes - intoUnit), intoUnit, next(source, headBytes), target);
        }
        if (unitsBytes > 0) {
            way.run(cipher, lba(unitsStart), next(source, unitsBytes), target);
        }
        source.limit(end);
        if (source.hasRemaining()) {
            way.part(cipher, lba(unitsStart + unitsBytes), 0, source, target);
        }
    }

    private static ByteBuffer next(ByteBuffer source, int lengthBytes) {
        return source.limit(source.position() + lengthBytes);
    }

    private long lba(long offsetBytes) {
        return firstLba + offsetBytes / SECTOR_BYTES;
    }
}
