// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.Pbkdf2;
import org.sectorkeep.engine.LuksFormatException;
import org.sectorkeep.engine.LuksVersion;
import org.sectorkeep.engine.UnsupportedLuksException;

/** Reads a header of version 1 and refuses what is damaged or not supported in it, by name. */
final class Luks1Reader {
    private static final int SECTOR_BYTES = 512;

    private final HeaderBytes file;

    Luks1Reader(HeaderBytes file) {
        this.file = file;
    }

    LuksHeader read() throws IOException {
        Luks1Header header = Luks1Header.read(file.require(0, Luks1Header.BYTES, "header"));
        String encryption = header.cipherName() + "-" + header.cipherMode();
        LuksCipher cipher = LuksCipher.named(file.path(), encryption, header.keyBytes());
        LuksHash hash = LuksHash.named(file.path(), header.hashSpec());
        List<Keyslot> slots = new ArrayList<>();
        for (int number = 0; number < Luks1Header.SLOT_COUNT; number++) {
            Luks1Slot slot = header.slots().get(number);
            if (slot.active() == Luks1Slot.ENABLED) {
                slots.add(slot(number, slot, hash, cipher));
            } else if (slot.active() != Luks1Slot.DISABLED) {
                throw damaged("key slot " + number, "neither enabled nor disabled");
            }
        }
        Payload payload = new Payload(
                cipher, DataUnit.BYTES_512, header.payloadOffsetSectors() * SECTOR_BYTES, OptionalLong.empty(), 0);
        int iterations = iterations("digest iterations", header.digestIterations());
        KeyDigest digest = new KeyDigest(hash, iterations, header.digestSalt(), header.digest());
        return new LuksHeader(LuksVersion.LUKS1, header.uuid(), payload, slots, digest, Optional.empty(), List.of());
    }

    private Keyslot slot(int number, Luks1Slot slot, LuksHash hash, LuksCipher cipher) throws IOException {
        if (slot.stripes() != AntiForensic.STRIPES) {
            throw damaged(
                    "key slot " + number, "expected " + AntiForensic.STRIPES + " stripes, found " + slot.stripes());
        }
        int iterations = iterations("key slot " + number + " iterations", slot.iterations());
        SlotKdf kdf = new SlotKdf.ByPbkdf2(hash, iterations, slot.salt());
        int keyBytes = cipher.xts().keyBytes();
        return new Keyslot(number, kdf, hash, cipher.xts(), slot.areaOffsetSectors() * SECTOR_BYTES, keyBytes);
    }

    private int iterations(String what, long found) throws IOException {
        if (found == 0) {
            throw damaged(what, "expected at least 1, found 0");
        }
        if (found > Pbkdf2.MAX_ITERATIONS) {
            throw new UnsupportedLuksException(
                    file.path(), what + " of " + found + ", expected at most " + Pbkdf2.MAX_ITERATIONS);
        }
        return (int) found;
    }

    private LuksFormatException damaged(String field, String problem) {
        return new LuksFormatException(file.path(), field, problem);
    }
}
