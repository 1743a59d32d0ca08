// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Encrypt and Decrypt by AES-GCM with additional data (KMIP 1.4, sections 4.30 and 4.31). */
final class CipherOperations {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int GCM = 9;
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private CipherOperations() {}

    static List<Ttlv> encrypt(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey key = key(payload, context);
        if (key.state() != TestKey.ACTIVE) {
            throw new Refusal(Refusal.PERMISSION_DENIED, "object '" + key.id() + "' is not active");
        }
        Optional<byte[]> given = Trees.bytes(payload, Tag.IV_COUNTER_NONCE);
        byte[] iv = given.orElseGet(CipherOperations::randomIv);
        byte[] out = gcm(Cipher.ENCRYPT_MODE, key, iv, payload, Trees.neededBytes(payload, Tag.DATA));
        List<Ttlv> answer = new ArrayList<>(
                List.of(Trees.id(key.id()), bytes(Tag.DATA, Arrays.copyOf(out, out.length - TAG_BYTES))));
        if (given.isEmpty()) {
            answer.add(bytes(Tag.IV_COUNTER_NONCE, iv));
        }
        answer.add(
                bytes(Tag.AUTHENTICATED_ENCRYPTION_TAG, Arrays.copyOfRange(out, out.length - TAG_BYTES, out.length)));
        return answer;
    }

    static List<Ttlv> decrypt(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey key = key(payload, context);
        byte[] data = Trees.neededBytes(payload, Tag.DATA);
        byte[] tag = Trees.neededBytes(payload, Tag.AUTHENTICATED_ENCRYPTION_TAG);
        byte[] both = Arrays.copyOf(data, data.length + tag.length);
        System.arraycopy(tag, 0, both, data.length, tag.length);
        byte[] iv = Trees.neededBytes(payload, Tag.IV_COUNTER_NONCE);
        return List.of(Trees.id(key.id()), bytes(Tag.DATA, gcm(Cipher.DECRYPT_MODE, key, iv, payload, both)));
    }

    private static TestKey key(Ttlv.Structure payload, BatchContext context) throws Refusal {
        int mode = Trees.structure(payload, Tag.CRYPTOGRAPHIC_PARAMETERS)
                .flatMap(parameters -> Trees.number(parameters, Tag.BLOCK_CIPHER_MODE))
                .orElse(GCM);
        if (mode != GCM) {
            throw new Refusal(Refusal.FEATURE_NOT_SUPPORTED, "only GCM is supported");
        }
        return context.livingKey(payload);
    }

    private static byte[] gcm(int mode, TestKey key, byte[] iv, Ttlv.Structure payload, byte[] data) throws Refusal {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    mode, new SecretKeySpec(key.material(), "AES"), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv));
            Trees.bytes(payload, Tag.AUTHENTICATED_ENCRYPTION_ADDITIONAL_DATA).ifPresent(cipher::updateAAD);
            return cipher.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new Refusal(Refusal.CRYPTOGRAPHIC_FAILURE, "the data does not authenticate");
        }
    }

    private static byte[] randomIv() {
        byte[] iv = new byte[IV_BYTES];
        RANDOM.nextBytes(iv);
        return iv;
    }

    private static Ttlv bytes(int tag, byte[] value) {
        return new Ttlv.Bytes(tag, ByteString.copyOf(value));
    }
}
