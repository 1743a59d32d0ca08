// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;

class KeyStoreTest {
    private static final byte[] BY_FILE = StoreSamples.underKeyFile().encode();
    private static final byte[] BY_PASSPHRASE = StoreSamples.underPassphrase().encode();
    private static final int ARGON2_OFFSET = 8 + 18 + 2;

    @Test
    void decodingAndEncodingIsIdentity() throws Exception {
        for (byte[] bytes : List.of(BY_FILE, BY_PASSPHRASE)) {
            KeyStore store = KeyStore.decode(bytes);
            assertThat(store.encode()).isEqualTo(bytes);
            assertThat(store.keys()).isEqualTo(StoreSamples.KEYS);
            assertThat(store.header().storeIdHex()).isEqualTo("505152535455565758595a5b5c5d5e5f");
            assertThat(store.find("0123456789abcdef0123456789abcdef")).contains(StoreSamples.KEYS.get(1));
            assertThat(store.find("0123456789abcdef0123456789abcdee")).isEmpty();
        }
    }

    @Test
    void theRightKeyFileOrPassphraseOpensTheDerivationKey() throws Exception {
        try (SecretBytes content = StoreSamples.keyFileContent();
                DerivationKey opened = KeyStore.decode(BY_FILE).header().open(content);
                DerivationKey original = StoreSamples.derivationKey()) {
            assertThat(opened.key().contentEquals(original.key())).isTrue();
            KeyStore.decode(BY_FILE).verify(opened);
        }
        KeyStore store = KeyStore.decode(BY_PASSPHRASE);
        Protection.ByPassphrase protection =
                (Protection.ByPassphrase) store.header().protection();
        try (SecretBytes unlockingKey = NewProtection.unlockingKey(protection, StoreSamples.PASSPHRASE);
                DerivationKey opened = store.header().open(unlockingKey)) {
            store.verify(opened);
        }
    }

    @Test
    void aWrongUnlockingKeyIsToldFromAChangedHeader() throws Exception {
        try (SecretBytes right = StoreSamples.keyFileContent();
                SecretBytes wrong = SecretBytes.random(32)) {
            assertThatThrownBy(() -> KeyStore.decode(BY_FILE).header().open(wrong))
                    .isInstanceOf(AuthenticationException.class);
            byte[] changed = BY_FILE.clone();
            changed[12] ^= 1; // the store id
            assertThatThrownBy(() -> KeyStore.decode(changed).header().open(right))
                    .isInstanceOf(KeyStoreFormatException.class)
                    .hasMessageContaining("was changed");
        }
    }

    @Test
    void anyBitChangedAnywhereIsSeen() throws Exception {
        try (SecretBytes unlockingKey = StoreSamples.keyFileContent()) {
            for (int bit = 0; bit < 8 * BY_FILE.length; bit++) {
                byte[] changed = BY_FILE.clone();
                changed[bit / 8] ^= (byte) (1 << bit % 8);
                assertThatThrownBy(() -> openAndVerify(changed, unlockingKey))
                        .describedAs("bit %d", bit)
                        .isInstanceOfAny(KeyStoreFormatException.class, AuthenticationException.class);
            }
        }
    }

    private static void openAndVerify(byte[] bytes, SecretBytes unlockingKey) throws Exception {
        KeyStore store = KeyStore.decode(bytes);
        try (DerivationKey key = store.header().open(unlockingKey)) {
            store.verify(key);
        }
    }

    @Test
    void everyTruncationIsRefused() {
        for (byte[] bytes : List.of(BY_FILE, BY_PASSPHRASE)) {
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> KeyStore.decode(cut)).isInstanceOf(KeyStoreFormatException.class);
            }
        }
        assertThatThrownBy(() -> KeyStore.decode(Arrays.copyOf(BY_FILE, BY_FILE.length + 1)))
                .isInstanceOf(KeyStoreFormatException.class)
                .hasMessageContaining("1 bytes too many");
    }

    /** The fields stand 16 bytes behind {@link #ARGON2_OFFSET}, behind the Argon2 salt. */
    @ParameterizedTest
    @CsvSource({
        "16, 7fffffff, argon2MemoryKib",
        "16, ffffffff, argon2MemoryKib",
        "16, 00100001, argon2MemoryKib",
        "16, 00001fff, argon2MemoryKib",
        "16, 00000000, argon2MemoryKib",
        "20, 00000000, argon2Iterations",
        "20, 00000011, argon2Iterations",
        "20, 80000000, argon2Iterations",
        "24, 00000000, argon2Parallelism",
        "24, 00000011, argon2Parallelism"
    })
    void argon2ParametersOutOfBoundsAreRefusedWhenRead(int offset, String hex, String field) {
        byte[] changed = BY_PASSPHRASE.clone();
        System.arraycopy(HexFormat.of().parseHex(hex), 0, changed, ARGON2_OFFSET + offset, 4);
        assertThatThrownBy(() -> KeyStore.decode(changed))
                .isInstanceOf(KeyStoreFormatException.class)
                .hasMessageContaining(field)
                .hasMessageContaining("expected");
    }

    @Test
    void aCountOfKeysThatAreNotThereAllocatesNothing() {
        byte[] changed = BY_FILE.clone();
        int countOffset = 8 + 18 + 2 + 34 + 34 + 50;
        assertThat(ByteBuffer.wrap(changed).getInt(countOffset)).isEqualTo(2);
        ByteBuffer.wrap(changed).putInt(countOffset, KeyStore.MAX_BYTES);
        assertThatThrownBy(() -> KeyStore.decode(changed)).isInstanceOf(KeyStoreFormatException.class);
    }

    @Test
    void aKeyThatOccursTwiceIsRefused() {
        try (DerivationKey key = StoreSamples.derivationKey();
                SecretBytes unlockingKey = StoreSamples.keyFileContent()) {
            StoredKey twice = StoreSamples.KEYS.get(0);
            byte[] bytes = KeyStore.of(
                            StoreHeader.seal(key, new Protection.ByKeyFile(""), unlockingKey),
                            List.of(twice, twice),
                            key)
                    .encode();
            assertThatThrownBy(() -> KeyStore.decode(bytes))
                    .isInstanceOf(KeyStoreFormatException.class)
                    .hasMessageContaining("occurs twice");
        }
    }

    @Test
    void keksDifferByIdAndByStore() {
        try (DerivationKey key = StoreSamples.derivationKey();
                DerivationKey elsewhere = new DerivationKey(
                        StoreSamples.counting(0x51, 16), key.key().copy());
                SecretBytes one = key.kek("one");
                SecretBytes oneAgain = key.kek("one");
                SecretBytes two = key.kek("two");
                SecretBytes oneElsewhere = elsewhere.kek("one")) {
            assertThat(one.contentEquals(oneAgain)).isTrue();
            assertThat(one.contentEquals(two)).isFalse();
            assertThat(one.contentEquals(oneElsewhere)).isFalse();
        }
    }
}
