// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sectorkeep.crypto.XtsCipher;

class EnvelopeTest {
    private static final byte[] GOOD = Samples.envelope(EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_256)
            .encode();

    @ParameterizedTest
    @EnumSource(EnvelopeSuite.class)
    void decodingAndEncodingIsIdentity(EnvelopeSuite suite) throws Exception {
        for (XtsCipher cipher : XtsCipher.values()) {
            Envelope envelope = Samples.envelope(suite, cipher);
            Envelope decoded = Envelope.decode(envelope.encode());
            assertThat(decoded).isEqualTo(envelope).hasSameHashCodeAs(envelope);
            assertThat(decoded.encode()).isEqualTo(envelope.encode());
            assertThat(Envelope.ofBase64(envelope.toBase64())).isEqualTo(envelope);
        }
    }

    @ParameterizedTest
    @EnumSource(EnvelopeSuite.class)
    void everyTruncationIsRefused(EnvelopeSuite suite) {
        byte[] good = Samples.envelope(suite, XtsCipher.AES_XTS_256).encode();
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> Envelope.decode(cut))
                    .describedAs("cut to %d bytes", length)
                    .isInstanceOfSatisfying(
                            EnvelopeFormatException.class,
                            e -> assertThat(e.offsetBytes()).isBetween(0, cut.length));
        }
    }

    @Test
    void bytesBehindTheEndAreRefused() {
        assertRefused(Arrays.copyOf(GOOD, GOOD.length + 1), "end", GOOD.length, "1 bytes too many");
        assertRefused(new byte[Envelope.MAX_BYTES + 1], "end", 0, "at most 2048");
    }

    /** Offsets of fields are those of the fixed part in docs/on-disk-format.md. */
    @ParameterizedTest
    @CsvSource({
        "0, 58, magic, 0, not an envelope",
        "5, 02, version, 4, 'is 2, this program knows version 1 only'",
        "4, 01, version, 4, 'is 257, this program knows version 1 only'",
        "7, 03, salt, 135, 'has a length of 32, expected 0'",
        "7, 00, suite, 6, 'is 0, this program knows suites 1 to 3 only'",
        "7, 04, suite, 6, 'is 4, this program knows suites 1 to 3 only'",
        "9, 0f, diskId, 8, 'has a length of 15, expected 16'",
        "28, 80, capacity, 26, 'is 9223372047592194048, expected 1 to 9223372036854775807'",
        "35, 01, capacity, 26, 'expected a multiple of the data unit of 512'",
        "40, 03, dataUnit, 36, 'is 768, expected 512 or 4096'",
        "38, ff, dataUnit, 36, 'is 4278190592, expected 512 or 4096'",
        "45, 00, cipher, 42, 'is 0, expected 1 (aes-xts-128) or 2 (aes-xts-256)'",
        "45, 03, cipher, 42, 'is 3, expected 1 (aes-xts-128) or 2 (aes-xts-256)'",
        "45, 01, wrappedDek, 203, 'has a length of 80, expected 48'",
        "66, ff, dekGeneration, 64, expected 1 to",
        "73, 00, dekGeneration, 64, 'is 0, expected 1 to 9223372036854775807'",
        "83, 00, envelopeGeneration, 74, 'is 0, expected 1 to 9223372036854775807'",
        "85, 00, providerId, 84, 'has a length of 0, expected 1 to 255'",
        "84, ff, providerId, 84, 'has a length of 65285, expected 1 to 255'",
        "86, 0a, providerId, 84, has a control character",
        "86, ff, providerId, 84, is not UTF-8",
        "91, 02, keyId, 91, 'has a length of 544, expected 1 to 512'",
        "93, c0, keyId, 91, is not UTF-8",
        "127, 01, created, 125, expected 0 to 253402300799"
    })
    void aFieldThatIsNotAsItMustBeIsNamed(int offset, String hex, String field, int fieldOffset, String problem) {
        byte[] changed = GOOD.clone();
        changed[offset] = (byte) Integer.parseInt(hex, 16);
        assertRefused(changed, field, fieldOffset, problem);
    }

    private static void assertRefused(byte[] bytes, String field, int offsetBytes, String problem) {
        assertThatThrownBy(() -> Envelope.decode(bytes))
                .isInstanceOfSatisfying(EnvelopeFormatException.class, e -> {
                    assertThat(e.field()).isEqualTo(field);
                    assertThat(e.offsetBytes()).isEqualTo(offsetBytes);
                })
                .hasMessageContaining(problem)
                .hasMessageStartingWith("envelope: " + field + " at byte " + offsetBytes);
    }

    @Test
    void base64HasOneFormOnly() throws Exception {
        Envelope sample = Samples.envelope(EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_128);
        String text = sample.toBase64();
        assertThat(text).as("the sample has padding").endsWith("==");
        assertThat(Envelope.ofBase64(text)).isEqualTo(sample);
        String unpadded = text.replace("=", "");
        for (String other : new String[] {
            unpadded,
            text + "=",
            text + "\n",
            " " + text,
            text.substring(0, 76) + "\r\n" + text.substring(76),
            unpadded.substring(0, unpadded.length() - 1)
                    + (char) (unpadded.charAt(unpadded.length() - 1) + 1)
                    + text.substring(unpadded.length()),
            "",
            "!",
            "A".repeat(4000)
        }) {
            assertThatThrownBy(() -> Envelope.ofBase64(other)).isInstanceOf(EnvelopeFormatException.class);
        }
    }

    @Test
    void theLongestEnvelopeIsWithinTheLimit() {
        KeyId longest = new KeyId("p".repeat(KeyId.MAX_PROVIDER_ID_BYTES), "k".repeat(KeyId.MAX_KEY_ID_BYTES));
        for (EnvelopeSuite suite : EnvelopeSuite.values()) {
            try (var key = Samples.kekBytes();
                    Kek kek = Samples.kek(suite, longest, key);
                    var dek = Samples.dek(XtsCipher.AES_XTS_256)) {
                byte[] encoded = kek.wrap(suite, Samples.header(XtsCipher.AES_XTS_256, longest), dek)
                        .encode();
                assertThat(encoded.length).isLessThanOrEqualTo(Envelope.MAX_BYTES);
                assertThat(Envelope.decode(encoded).header().keyId()).isEqualTo(longest);
            } catch (KeyUnavailableException | EnvelopeFormatException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void arraysGivenOutAreCopies() {
        Envelope envelope = Samples.envelope(EnvelopeSuite.HKDF_SHA512_AES256_GCM, XtsCipher.AES_XTS_256);
        envelope.encode()[0] = 0;
        assertThat(envelope.encode()).isEqualTo(GOOD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "a\u0000", "a\nb", "\u007f", "\u0085", "\u2028", "\u202e", "\u2066", "\ud800", "\udc00x"})
    void idsAreOneLineOfPrintableText(String id) {
        assertThatThrownBy(() -> new KeyId(id, "k")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyId("p", id)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsAreMeasuredInBytes() {
        assertThat(new KeyId("é".repeat(127) + "x", "😀".repeat(128)).toString())
                .contains("/");
        assertThatThrownBy(() -> new KeyId("é".repeat(128), "k")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new KeyId("p", "😀".repeat(128) + "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "000102030405060708090A0B0C0D0E0F", "000102030405060708090a0b0c0d0e0g"})
    void diskAndDekIdsAreLowerCaseHexadecimal(String hex) {
        assertThatThrownBy(() -> new DiskId(hex)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new DekId(hex)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsComeBackFromTheirBytes() {
        DiskId id = DiskId.random();
        assertThat(DiskId.of(id.bytes())).isEqualTo(id);
        assertThat(DiskId.random()).isNotEqualTo(id);
        assertThat(id.toString()).isEqualTo(id.hex());
    }
}
