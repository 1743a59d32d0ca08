// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Ciphertext is what the reference makes of it, for runs, for parts, and up to the last LBA. */
abstract class SectorCipherResults extends SectorCipherFixture {
    @ParameterizedTest
    @EnumSource
    void runsOfAnyLengthEqualTheReference(DataUnit unit) {
        for (XtsCipher cipher : XtsCipher.values()) {
            byte[] key = bytes(cipher.keyBytes());
            ReferenceXts reference = new ReferenceXts(key);
            byte[] plain = bytes(300 * unit.bytes());
            long lba = 0x1234_5678_9ab0L;
            byte[] expected = reference.run(true, lba, plain, unit.bytes());
            try (SectorCipher subject = cipher(key, unit)) {
                for (int units = 1; units <= 300; units++) {
                    int length = units * unit.bytes();
                    assertSame(subject, lba, Arrays.copyOf(plain, length), Arrays.copyOf(expected, length));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void partsAreSlicesOfTheWhole(DataUnit unit) {
        byte[] key = bytes(64);
        byte[] plain = bytes(unit.bytes());
        long lba = 24;
        byte[] expected = new ReferenceXts(key).run(true, lba, plain, unit.bytes());
        try (SectorCipher subject = cipher(key, unit)) {
            for (int offset = 0; offset <= unit.bytes(); offset += 16) {
                for (int length : new int[] {0, 16, 32, 176, 512 - 16, 512, unit.bytes() - offset}) {
                    if (offset + length <= unit.bytes()) {
                        byte[] plainPart = Arrays.copyOfRange(plain, offset, offset + length);
                        byte[] cipherPart = Arrays.copyOfRange(expected, offset, offset + length);
                        assertPart(subject, lba, offset, plainPart, cipherPart);
                    }
                }
            }
        }
    }

    private static void assertPart(SectorCipher subject, long lba, int offset, byte[] plain, byte[] expected) {
        ByteBuffer target = guarded(plain.length);
        subject.encryptPart(lba, offset, direct(plain), target);
        assertThat(content(target)).isEqualTo(expected);
        ByteBuffer heap = ByteBuffer.wrap(expected.clone());
        subject.decryptPart(lba, offset, heap, heap);
        assertThat(heap.array()).isEqualTo(plain);
    }

    @Test
    void reachesTheLastSectorButNotBeyond() {
        byte[] key = bytes(64);
        ReferenceXts reference = new ReferenceXts(key);
        byte[] plain = bytes(3 * 4096);
        try (SectorCipher small = cipher(key, DataUnit.BYTES_512);
                SectorCipher large = cipher(key, DataUnit.BYTES_4096)) {
            long last24 = Long.MAX_VALUE - 23;
            assertSame(small, last24, plain, reference.run(true, last24, plain, 512));
            assertSame(large, last24, plain, reference.run(true, last24, plain, 4096));
            ByteBuffer buffer = direct(plain);
            assertThatIllegalArgumentException().isThrownBy(() -> small.encrypt(last24 + 1, buffer, buffer));
            assertThatIllegalArgumentException().isThrownBy(() -> large.encrypt(last24 + 8, buffer, buffer));
            assertThatIllegalArgumentException().isThrownBy(() -> small.encrypt(-1, buffer, buffer));
            assertThatIllegalArgumentException().isThrownBy(() -> large.decrypt(Long.MIN_VALUE, buffer, buffer));
            assertThatIllegalArgumentException().isThrownBy(() -> large.decrypt(4, buffer, buffer));
            assertThat(buffer.position()).isZero();
        }
    }
}
