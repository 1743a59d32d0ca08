// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.sectorkeep.crypto.Wycheproof.Vector;

/** Runs one GCM vector: through the API where its nonce has 96 bits, else through the operation under it. */
final class GcmVectors {
    private GcmVectors() {}

    static String outcome(Vector vector) throws AuthenticationException {
        try (SecretBytes key = SecretBytes.copyOf(vector.bytes("key"));
                SecretBytes plaintext = SecretBytes.copyOf(vector.bytes("msg"))) {
            return vector.bytes("iv").length == AesGcm.NONCE_BYTES
                    ? throughApi(vector, key, plaintext)
                    : throughOperation(vector, key, plaintext);
        }
    }

    private static String throughApi(Vector vector, SecretBytes key, SecretBytes plaintext)
            throws AuthenticationException {
        byte[] nonce = vector.bytes("iv");
        byte[] associatedData = vector.bytes("aad");
        byte[] ciphertext = ciphertext(vector);
        if (!vector.isValid()) {
            assertThatThrownBy(() -> AesGcm.open(key, nonce, associatedData, ciphertext))
                    .isInstanceOf(AuthenticationException.class);
            return "refused";
        }
        assertThat(AesGcm.seal(key, nonce, associatedData, plaintext)).isEqualTo(ciphertext);
        try (SecretBytes opened = AesGcm.open(key, nonce, associatedData, ciphertext)) {
            assertThat(opened.contentEquals(plaintext)).isTrue();
        }
        return "valid";
    }

    private static String throughOperation(Vector vector, SecretBytes key, SecretBytes plaintext)
            throws AuthenticationException {
        byte[] nonce = vector.bytes("iv");
        byte[] associatedData = vector.bytes("aad");
        assertThatThrownBy(() -> AesGcm.seal(key, nonce, associatedData, plaintext))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("nonce has \"" + nonce.length + "\" bytes, expected 12");
        byte[] ciphertext = ciphertext(vector);
        try (JceKey jceKey = JceKey.ofAes(key)) {
            if (!vector.isValid()) {
                assertThat(nonce).isEmpty();
                assertThatThrownBy(() -> AesGcm.open(jceKey, nonce, associatedData, ciphertext))
                        .isInstanceOf(IllegalArgumentException.class);
                return "refused, empty nonce";
            }
            byte[] message = vector.bytes("msg");
            assertThat(AesGcm.seal(jceKey, nonce, associatedData, message)).isEqualTo(ciphertext);
            assertThat(AesGcm.open(jceKey, nonce, associatedData, ciphertext)).isEqualTo(message);
        }
        return "valid, nonce not offered";
    }

    private static byte[] ciphertext(Vector vector) {
        byte[] body = vector.bytes("ct");
        byte[] tag = vector.bytes("tag");
        return ByteBuffer.allocate(body.length + tag.length).put(body).put(tag).array();
    }
}
