// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.sectorkeep.crypto.XtsVectors.Vector;
import org.sectorkeep.crypto.internal.XtsUnit;

/** Published vectors, through every engine and kernel that runs here. */
class XtsVectorTest {
    private static final int AES_192_KEY_BYTES = 48;

    @TestFactory
    Stream<DynamicTest> ieee1619Annex() throws IOException {
        List<Vector> vectors = XtsVectors.ieee1619();
        assertThat(vectors).hasSize(6);
        return throughEveryEngine(vectors);
    }

    @TestFactory
    Stream<DynamicTest> wycheproof() throws IOException {
        List<Vector> vectors = new ArrayList<>(XtsVectors.wycheproof());
        assertThat(vectors).hasSize(123);
        vectors.removeIf(vector -> vector.key().length == AES_192_KEY_BYTES);
        assertThat(vectors).hasSize(82);
        return throughEveryEngine(vectors);
    }

    @TestFactory
    Stream<DynamicTest> nistWithTweaksOfAnyKind() throws IOException {
        List<Vector> vectors = XtsVectors.nist("tweak-128hexstr");
        assertThat(vectors).hasSize(1400);
        return throughEveryEngine(vectors);
    }

    @TestFactory
    Stream<DynamicTest> nistWithSequenceNumbers() throws IOException {
        List<Vector> vectors = XtsVectors.nist("tweak-dataunitseqno");
        assertThat(vectors).hasSize(1400);
        return throughEveryEngine(vectors);
    }

    @Test
    void keysOfAes192AreRefused() throws IOException {
        List<Vector> vectors = new ArrayList<>(XtsVectors.wycheproof());
        vectors.removeIf(vector -> vector.key().length != AES_192_KEY_BYTES);
        assertThat(vectors).hasSize(41);
        for (Vector vector : vectors) {
            try (SecretBytes key = SecretBytes.copyOf(vector.key())) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> XtsKey.of(key))
                        .withMessage("XTS key of 48 bytes, expected 32 or 64");
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> XtsUnit.create(XtsEngine.selected().backend(), direct(vector.key())));
        }
    }

    @Test
    void theStandardsFirstKeyHasEqualHalvesAndIsRefused() throws IOException {
        List<Vector> vectors = XtsVectors.ieee1619();
        try (SecretBytes first = SecretBytes.copyOf(vectors.get(0).key())) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> XtsKey.of(first))
                    .withMessageContaining("equal halves");
        }
        for (Vector vector : vectors.subList(1, vectors.size())) {
            try (SecretBytes bytes = SecretBytes.copyOf(vector.key());
                    XtsKey key = XtsKey.of(bytes)) {
                assertThat(key.bytes().contentEquals(bytes)).isTrue();
            }
        }
    }

    private static Stream<DynamicTest> throughEveryEngine(List<Vector> vectors) {
        return XtsEngine.available().stream()
                .map(engine -> DynamicTest.dynamicTest(engine.toString(), () -> {
                    for (Vector vector : vectors) {
                        throughUnit(engine, vector);
                        throughSectorCipher(engine, vector);
                    }
                }));
    }

    private static void throughUnit(XtsEngine engine, Vector vector) throws Exception {
        ByteBuffer tweak = ByteBuffer.wrap(vector.tweak());
        try (XtsUnit unit = XtsUnit.create(engine.backend(), direct(vector.key()))) {
            ByteBuffer heap = ByteBuffer.allocate(vector.plaintext().length);
            unit.encrypt(tweak, direct(vector.plaintext()), heap);
            assertThat(heap.array()).as(vector.name()).isEqualTo(vector.ciphertext());
            unit.decrypt(tweak, heap.flip(), heap);
            assertThat(heap.array()).as(vector.name()).isEqualTo(vector.plaintext());
        }
    }

    /** Whole blocks under a sector's tweak are also the start of a sector; all of it is, if there are 512 bytes. */
    private static void throughSectorCipher(XtsEngine engine, Vector vector) {
        ByteBuffer tweak = ByteBuffer.wrap(vector.tweak()).order(ByteOrder.LITTLE_ENDIAN);
        int half = vector.key().length / 2;
        int length = vector.plaintext().length;
        boolean equalHalves = Arrays.equals(vector.key(), 0, half, vector.key(), half, 2 * half);
        if (equalHalves || length % 16 != 0 || tweak.getLong(0) < 0 || tweak.getLong(8) != 0) {
            return;
        }
        long lba = tweak.getLong(0);
        try (SectorCipher cipher = Keys.cipher(engine, vector.key(), DataUnit.BYTES_512)) {
            ByteBuffer target = ByteBuffer.allocate(length);
            cipher.encryptPart(lba, 0, direct(vector.plaintext()), target);
            assertThat(target.array()).as(vector.name()).isEqualTo(vector.ciphertext());
            cipher.decryptPart(lba, 0, target.flip(), target);
            assertThat(target.array()).as(vector.name()).isEqualTo(vector.plaintext());
            if (length == 512) {
                cipher.encrypt(lba, direct(vector.plaintext()), target.clear());
                assertThat(target.array()).as(vector.name()).isEqualTo(vector.ciphertext());
            }
        }
    }

    private static ByteBuffer direct(byte[] content) {
        return ByteBuffer.allocateDirect(content.length).put(0, content);
    }
}
