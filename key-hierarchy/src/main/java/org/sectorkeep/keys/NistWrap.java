// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.sectorkeep.crypto.AesKeyWrap;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.CounterKdf;
import org.sectorkeep.crypto.Hmac;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.format.FieldWriter;

/**
 * Suite 2. The KDF (SP 800-108r1 section 4.1, context = salt) gives 32 bytes of KWP key, then 48 bytes of MAC key. The
 * tag is HMAC-SHA-384 over every byte of the envelope before it, checked before anything is unwrapped.
 */
final class NistWrap {
    private static final EnvelopeSuite SUITE = EnvelopeSuite.SP800_108_AES256_KWP;
    private static final byte[] LABEL = "sectorkeep/envelope/v1/suite2".getBytes(StandardCharsets.US_ASCII);
    private static final int WRAP_KEY_BYTES = 32;
    private static final int MAC_KEY_BYTES = 48;

    private NistWrap() {}

    static byte[] wrap(SecretBytes kek, EnvelopeHeader header, SecretBytes dek, byte[] salt) {
        try (SecretBytes both = deriveKeys(kek, salt);
                SecretBytes wrapKey = both.slice(0, WRAP_KEY_BYTES);
                SecretBytes macKey = both.slice(WRAP_KEY_BYTES, MAC_KEY_BYTES)) {
            FieldWriter out = EnvelopeLayout.beforeWrappedDek(SUITE, header, salt, new byte[0])
                    .raw(AesKeyWrap.wrapPadded(wrapKey, dek))
                    .fieldLength(EnvelopeLayout.TAG_BYTES);
            return out.raw(Hmac.sha384(macKey, out.toByteArray())).toByteArray();
        }
    }

    static SecretBytes unwrap(SecretBytes kek, Envelope envelope) throws AuthenticationException {
        WrappedDek wrapped = envelope.wrapped();
        byte[] authenticated = envelope.bytesBefore(envelope.encode().length - EnvelopeLayout.TAG_BYTES);
        try (SecretBytes both = deriveKeys(kek, wrapped.salt());
                SecretBytes wrapKey = both.slice(0, WRAP_KEY_BYTES);
                SecretBytes macKey = both.slice(WRAP_KEY_BYTES, MAC_KEY_BYTES)) {
            if (!MessageDigest.isEqual(Hmac.sha384(macKey, authenticated), wrapped.tag())) {
                throw new AuthenticationException();
            }
            return AesKeyWrap.unwrapPadded(wrapKey, wrapped.ciphertext());
        }
    }

    private static SecretBytes deriveKeys(SecretBytes kek, byte[] salt) {
        return CounterKdf.hmacSha384(kek, LABEL, salt, WRAP_KEY_BYTES + MAC_KEY_BYTES);
    }
}
