// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.LuksPlacement;
import org.sectorkeep.engine.LuksVersion;

/** The structures of both versions have the sizes of the specifications, and reading and writing fit each other. */
class LuksLayoutTest {
    @Test
    void theHeaderOfVersion1Has592Bytes() {
        ByteBuffer bytes = ByteBuffer.wrap(TestHeaders.bytes(LuksVersion.LUKS1)).limit(Luks1Header.BYTES);
        Luks1Header header = Luks1Header.read(bytes.slice());
        ByteBuffer written = ByteBuffer.allocate(Luks1Header.BYTES);
        header.write(written);
        assertThat(written.position()).isEqualTo(592);
        assertThat(written.flip()).isEqualTo(bytes.rewind());
        assertThat(header.slots()).hasSize(8);
        assertThat(header.cipherName() + " " + header.cipherMode() + " " + header.hashSpec())
                .isEqualTo("aes xts-plain64 sha256");
    }

    @Test
    void theBinaryHeaderOfVersion2Has4096Bytes() {
        ByteBuffer bytes = ByteBuffer.wrap(TestHeaders.bytes(LuksVersion.LUKS2)).limit(Luks2BinaryHeader.BYTES);
        Luks2BinaryHeader header = Luks2BinaryHeader.read(LuksMagic.PRIMARY, bytes.slice());
        ByteBuffer written = ByteBuffer.allocate(Luks2BinaryHeader.BYTES);
        header.write(written);
        assertThat(written.position()).isEqualTo(4096);
        assertThat(written.flip()).isEqualTo(bytes.rewind());
    }

    /** The sizes that cryptsetup 2.6 gives its headers. */
    @ParameterizedTest
    @CsvSource({
        "LUKS1, ATTACHED, 64, 2097152",
        "LUKS1, DETACHED, 64, 2068480",
        "LUKS1, ATTACHED, 32, 2097152",
        "LUKS1, DETACHED, 32, 1052672",
        "LUKS2, ATTACHED, 64, 16777216",
        "LUKS2, DETACHED, 32, 16777216",
    })
    void headersAreAsLongAsThoseOfCryptsetup(LuksVersion version, LuksPlacement placement, int keyBytes, long bytes) {
        NewHeader wanted = TestHeaders.wanted(version);
        NewHeader placed = new NewHeader(version, placement, wanted.unit(), wanted.envelope(), wanted.cost());
        assertThat(placed.totalBytes(keyBytes)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @EnumSource
    void aHeaderOpensWithItsPassphraseAndWithNoOther(LuksVersion version) throws Exception {
        try (XtsKey key = XtsKey.generate(XtsCipher.AES_XTS_128)) {
            HeaderImage image = TestHeaders.wanted(version).make(key, TestHeaders.passphrase());
            HeaderBytes file = image.asFile(TestHeaders.FILE);
            LuksHeader header = LuksHeader.read(file);
            assertThat(header.payload().cipher().xts()).isEqualTo(XtsCipher.AES_XTS_128);
            try (SecretBytes opened =
                    header.open(file, TestHeaders.passphrase()).orElseThrow()) {
                assertThat(opened.contentEquals(key.bytes())).isTrue();
            }
            assertThat(header.open(file, "another".toCharArray())).isEmpty();
        }
    }

    @Test
    void everyStripeIsNeededToGetAKeyBack() {
        try (SecretBytes key = SecretBytes.random(64)) {
            for (LuksHash hash : LuksHash.values()) {
                ByteBuffer stripes = ByteBuffer.allocate(64 * AntiForensic.STRIPES);
                AntiForensic.split(hash, key, stripes.duplicate());
                try (SecretBytes merged = AntiForensic.merge(hash, 64, stripes.duplicate())) {
                    assertThat(merged.contentEquals(key)).isTrue();
                }
                for (int stripe : new int[] {0, 1, 2000, AntiForensic.STRIPES - 1}) {
                    byte[] spoilt = stripes.array().clone();
                    spoilt[stripe * 64 + 5] ^= 1;
                    try (SecretBytes merged = AntiForensic.merge(hash, 64, ByteBuffer.wrap(spoilt))) {
                        assertThat(merged.contentEquals(key)).isFalse();
                    }
                }
            }
        }
    }

    @Test
    void textThatDoesNotFitItsFieldIsNotCut() {
        assertThatThrownBy(() -> FixedText.write(ByteBuffer.allocate(8), "12345678", 8))
                .isInstanceOf(IllegalArgumentException.class);
        ByteBuffer field = ByteBuffer.allocate(8);
        FixedText.write(field, "1234567", 8);
        assertThat(FixedText.read(field.flip(), 8)).isEqualTo("1234567");
    }

    @Test
    void noTwoHeadersAreEqual() {
        byte[] first = TestHeaders.bytes(LuksVersion.LUKS2);
        byte[] second = TestHeaders.bytes(LuksVersion.LUKS2);
        assertThat(Arrays.mismatch(first, second)).isNotNegative();
        assertThat(Arrays.copyOf(first, 4096)).isNotEqualTo(Arrays.copyOfRange(first, 16384, 20480));
    }
}
