// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;

class JceKeyTest {
    @Test
    void wipesTheArrayThatItTookAndTheClonesThatItGave() {
        byte[] encoded = {1, 2, 3};
        JceKey key = JceKey.takeFrom("AES", encoded);
        byte[] handedOut = key.getEncoded();
        assertThat(handedOut).containsExactly(1, 2, 3).isNotSameAs(encoded);
        key.close();
        assertThat(encoded).containsOnly(0);
        assertThat(handedOut).containsOnly(0);
        assertThat(key.isDestroyed()).isTrue();
        assertThatThrownBy(key::getEncoded).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMacWipesTheKeyThatItTook() {
        byte[] encoded = {1, 2, 3};
        KeyedMac.takeFrom(KeyedMac.Hash.SHA_512, encoded).close();
        assertThat(encoded).containsOnly(0);
    }

    @Test
    void aClosedMacHasForgottenItsKey() {
        try (SecretBytes empty = SecretBytes.random(0)) {
            KeyedMac mac = KeyedMac.takeFrom(KeyedMac.Hash.SHA_384, new byte[] {1, 2, 3});
            mac.close();
            assertThat(mac.finish()).isEqualTo(Hmac.sha384(empty));
        }
    }

    @Test
    void isNeverSerialised() throws Exception {
        try (JceKey key = JceKey.takeFrom("AES", new byte[16]);
                ObjectOutputStream stream = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> stream.writeObject(key)).isInstanceOf(NotSerializableException.class);
        }
    }

    @Test
    void printsNoKey() {
        try (JceKey key = JceKey.takeFrom("AES", new byte[16])) {
            assertThat(key).hasToString("JceKey[AES]");
        }
    }
}
