// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.UnsupportedLuksException;

/**
 * One key slot: the volume key, split into stripes, encrypted under a key that comes from a passphrase.
 *
 * @param number its number in the header
 * @param kdf how its passphrase becomes its key
 * @param splitHash the hash of the splitter
 * @param areaCipher the cipher of its area, which counts sectors of 512 bytes from the area's start
 * @param areaOffsetBytes where its area starts in the file
 * @param keyBytes the length of the volume key
 */
record Keyslot(int number, SlotKdf kdf, LuksHash splitHash, XtsCipher areaCipher, long areaOffsetBytes, int keyBytes) {
    private static final int SECTOR_BYTES = 512;

    /** The bytes of the area that are in use: the stripes, in whole sectors. */
    static int areaBytes(int keyBytes) {
        int stripesBytes = keyBytes * AntiForensic.STRIPES;
        return (stripesBytes + SECTOR_BYTES - 1) / SECTOR_BYTES * SECTOR_BYTES;
    }

    /** What the passphrase makes of the area: the volume key, or, if the passphrase is another one, some other bytes. */
    SecretBytes candidate(HeaderBytes file, char[] passphrase) throws IOException {
        ByteBuffer area = ByteBuffer.allocateDirect(areaBytes(keyBytes));
        try (SecretBytes slotKey = derive(file, passphrase)) {
            area.put(file.require(areaOffsetBytes, area.capacity(), "area of key slot " + number))
                    .flip();
            crypt(slotKey, cipher -> cipher.decrypt(0, area.duplicate(), area.duplicate()));
            return AntiForensic.merge(splitHash, keyBytes, area);
        } finally {
            wipe(area);
        }
    }

    /** The content of the area for a volume key. */
    ByteBuffer seal(SecretBytes volumeKey, char[] passphrase) {
        ByteBuffer area = ByteBuffer.allocateDirect(areaBytes(keyBytes));
        try (SecretBytes slotKey = kdf.derive(passphrase, areaCipher.keyBytes())) {
            AntiForensic.split(splitHash, volumeKey, area.duplicate());
            crypt(slotKey, cipher -> cipher.encrypt(0, area.duplicate(), area.duplicate()));
            return ByteBuffer.allocate(area.capacity()).put(area.duplicate()).flip();
        } finally {
            wipe(area);
        }
    }

    private SecretBytes derive(HeaderBytes file, char[] passphrase) throws UnsupportedLuksException {
        try {
            return kdf.derive(passphrase, areaCipher.keyBytes());
        } catch (IllegalArgumentException e) {
            // All but the memory was looked at when the header was read.
            throw new UnsupportedLuksException(file.path(), "key slot " + number + ": " + e.getMessage());
        }
    }

    private interface Crypting {
        void by(SectorCipher cipher);
    }

    private static void crypt(SecretBytes slotKey, Crypting crypting) {
        try (XtsKey key = XtsKey.of(slotKey);
                SectorCipher cipher = SectorCipher.create(key, DataUnit.BYTES_512)) {
            crypting.by(cipher);
        }
    }

    private static void wipe(ByteBuffer area) {
        area.clear().put(new byte[area.capacity()]);
    }
}
