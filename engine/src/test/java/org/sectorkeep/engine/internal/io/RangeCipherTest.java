// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SectorCipher;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsKey;

class RangeCipherTest {
    private static final int DISK_BLOCKS = 3 * 4096 / 16;

    @Property(tries = 300)
    void anyRangeOfBlocksIsThatPartOfTheWhole(
            @ForAll DataUnit unit,
            @ForAll @IntRange(max = DISK_BLOCKS) int one,
            @ForAll @IntRange(max = DISK_BLOCKS) int two) {
        int from = Math.min(one, two) * 16;
        int to = Math.max(one, two) * 16;
        ByteBuffer plaintext = ByteBuffer.allocate(DISK_BLOCKS * 16);
        for (int i = 0; i < plaintext.capacity(); i++) {
            plaintext.put(i, (byte) (i * 31 + i / 251));
        }
        try (XtsKey key = XtsKey.generate(XtsCipher.AES_XTS_256);
                RangeCipher cipher = new RangeCipher(SectorCipher.create(key, unit))) {
            ByteBuffer whole = ByteBuffer.allocateDirect(plaintext.capacity());
            cipher.encrypt(0, plaintext.duplicate(), whole.duplicate());

            ByteBuffer source = plaintext.slice(from, to - from).asReadOnlyBuffer();
            ByteBuffer part = ByteBuffer.allocateDirect(to - from);
            cipher.encrypt(from, source, part);
            assertThat(source.hasRemaining()).isFalse();
            assertThat(part.hasRemaining()).isFalse();
            assertThat(part.flip()).isEqualTo(whole.slice(from, to - from));

            ByteBuffer inPlace = part.duplicate();
            cipher.decrypt(from, inPlace.duplicate(), inPlace);
            assertThat(part).isEqualTo(plaintext.slice(from, to - from));
        }
    }
}
