// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.charset.StandardCharsets;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.format.FieldWriter;
import org.sectorkeep.keys.internal.seal.CommittingSeal;

/** Suite 1. Associated data is every byte of the envelope before the wrapped DEK. */
final class HkdfGcmWrap {
    private static final EnvelopeSuite SUITE = EnvelopeSuite.HKDF_SHA512_AES256_GCM;
    private static final byte[] INFO = "sectorkeep/envelope/v1/suite1".getBytes(StandardCharsets.US_ASCII);

    private HkdfGcmWrap() {}

    static byte[] wrap(SecretBytes kek, EnvelopeHeader header, SecretBytes dek, byte[] salt) {
        try (CommittingSeal seal = CommittingSeal.derive(kek, salt, INFO)) {
            FieldWriter out = EnvelopeLayout.beforeWrappedDek(SUITE, header, salt, seal.commitment());
            return out.raw(seal.seal(out.toByteArray(), dek)).toByteArray();
        }
    }

    static SecretBytes unwrap(SecretBytes kek, Envelope envelope) throws AuthenticationException {
        WrappedDek wrapped = envelope.wrapped();
        byte[] encoded = envelope.encode();
        byte[] associatedData = envelope.bytesBefore(encoded.length - wrapped.ciphertext().length);
        try (CommittingSeal seal = CommittingSeal.derive(kek, wrapped.salt(), INFO)) {
            return seal.open(wrapped.commitment(), associatedData, wrapped.ciphertext());
        }
    }
}
