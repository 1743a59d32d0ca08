// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.engine.LuksFormatException;
import org.sectorkeep.engine.LuksVersion;
import org.sectorkeep.engine.UnsupportedLuksException;

/** What a damaged or foreign header of version 1 gets. */
class HostileLuks1Test {
    private static final byte[] HEADER = TestHeaders.bytes(LuksVersion.LUKS1);
    private static final int SLOTS = 208;

    private static LuksHeader read(byte[] header) throws IOException {
        return LuksHeader.read(TestHeaders.file(header));
    }

    private static byte[] with(int offset, String text) {
        byte[] header = HEADER.clone();
        byte[] bytes = (text + "\0").getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, offset, bytes.length);
        return header;
    }

    private static byte[] with(int offset, int value) {
        byte[] header = HEADER.clone();
        ByteBuffer.wrap(header).putInt(offset, value);
        return header;
    }

    @ParameterizedTest
    @CsvSource({
        "8, twofish, cipher 'twofish-xts-plain64'",
        "40, cbc-essiv:sha256, cipher 'aes-cbc-essiv:sha256'",
        "40, xts-plain64be, cipher 'aes-xts-plain64be'",
        "72, ripemd160, hash 'ripemd160'",
    })
    void whatIsNotSupportedIsRefusedByName(int offset, String text, String what) {
        assertThatThrownBy(() -> read(with(offset, text)))
                .isInstanceOf(UnsupportedLuksException.class)
                .hasMessageContaining(what);
    }

    @ParameterizedTest
    @CsvSource({
        "108, 16, a key of 16 bytes",
        "108, -1, a key of 4294967295 bytes",
        "164, -1, digest iterations of 4294967295",
        "212, 134217729, key slot 0 iterations of 134217729",
    })
    void numbersBeyondWhatIsSupportedAreRefused(int offset, int value, String what) {
        assertThatThrownBy(() -> read(with(offset, value)))
                .isInstanceOf(UnsupportedLuksException.class)
                .hasMessageContaining(what);
    }

    @ParameterizedTest
    @CsvSource({
        "164, 0, digest iterations: expected at least 1",
        "208, 1, key slot 0: neither enabled nor disabled",
        "256, 1, key slot 1: neither enabled nor disabled",
        "212, 0, key slot 0 iterations: expected at least 1",
        "252, 4001, 'key slot 0: expected 4000 stripes, found 4001'",
    })
    void whatIsDamagedIsRefusedByItsPlace(int offset, int value, String what) {
        assertThatThrownBy(() -> read(with(offset, value)))
                .isInstanceOf(LuksFormatException.class)
                .hasMessageContaining(what);
    }

    @Test
    void anAreaBeyondTheFileIsDamage() {
        assertThatThrownBy(() -> TestHeaders.open(with(SLOTS + 40, -1)))
                .isInstanceOf(LuksFormatException.class)
                .hasMessageContaining("area of key slot 0");
    }

    @Test
    void slotsThatCostTooMuchTogetherAreRefused() {
        byte[] header = HEADER.clone();
        for (int slot = 0; slot < 2; slot++) {
            System.arraycopy(HEADER, SLOTS, header, SLOTS + 48 * slot, 48);
            ByteBuffer.wrap(header).putInt(SLOTS + 48 * slot + 4, 1 << 26);
        }
        assertThatThrownBy(() -> TestHeaders.open(header))
                .isInstanceOf(UnsupportedLuksException.class)
                .hasMessageContaining("cost");
    }

    @Test
    void anySlotOpens() throws IOException {
        byte[] header = HEADER.clone();
        System.arraycopy(HEADER, SLOTS, header, SLOTS + 48 * 5, 48);
        header[SLOTS + 8] ^= 1; // the salt of the first one
        LuksHeader read = read(header);
        assertThat(read.keyslots()).extracting(Keyslot::number).containsExactly(0, 5);
        try (SecretBytes key = TestHeaders.open(header).orElseThrow()) {
            assertThat(key.lengthBytes()).isEqualTo(64);
        }
    }

    @Test
    void aHeaderOfAnotherVersionIsRefused() {
        byte[] header = HEADER.clone();
        header[7] = 3;
        assertThatThrownBy(() -> read(header))
                .isInstanceOf(UnsupportedLuksException.class)
                .hasMessageContaining("version 3");
    }

    @Test
    void plainCountersAreTakenAsFarAsTheyReach() throws IOException {
        Payload payload = read(with(40, "xts-plain")).payload();
        long lastBytes = 512L << 32;
        assertThat(payload.capacityBytes(TestHeaders.FILE, payload.offsetBytes() + lastBytes))
                .isEqualTo(lastBytes);
        assertThatThrownBy(() -> payload.capacityBytes(TestHeaders.FILE, payload.offsetBytes() + lastBytes + 512))
                .isInstanceOf(UnsupportedLuksException.class)
                .hasMessageContaining("more sectors");
    }
}
