// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import org.sectorkeep.crypto.RandomBytes;

/**
 * What it costs to try a passphrase on a new key slot.
 *
 * @param iterations of PBKDF2, for version 1
 * @param memoryKib of Argon2id, for version 2
 * @param passes of Argon2id over its memory
 */
public record SlotCost(int iterations, int memoryKib, int passes) {
    /** About a second. The memory is that of RFC 9106, section 4, where memory is scarce, with one pass more. */
    public static final SlotCost USUAL = new SlotCost(1_000_000, 65_536, 4);

    private static final int LANES = 4;
    private static final int SALT_BYTES = 32;

    SlotKdf.ByPbkdf2 pbkdf2() {
        return new SlotKdf.ByPbkdf2(NewHeader.HASH, iterations, salt());
    }

    SlotKdf.ByArgon2 argon2id() {
        return new SlotKdf.ByArgon2(SlotKdf.ByArgon2.Variant.ARGON2ID, memoryKib, passes, LANES, salt());
    }

    private static Octets salt() {
        return Octets.of(RandomBytes.array(SALT_BYTES));
    }
}
