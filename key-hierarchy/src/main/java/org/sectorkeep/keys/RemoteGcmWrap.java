// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.Arrays;
import org.sectorkeep.crypto.AesGcm;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;

/**
 * Suite 3. The wrapped DEK is nonce, ciphertext and tag; associated data is every byte of the envelope before it, so that
 * a server may choose the nonce after it has been given them.
 */
final class RemoteGcmWrap {
    private static final EnvelopeSuite SUITE = EnvelopeSuite.REMOTE_AES256_GCM;
    private static final byte[] NONE = {};

    private RemoteGcmWrap() {}

    static byte[] wrap(RemoteCipher cipher, EnvelopeHeader header, SecretBytes dek) throws KeyUnavailableException {
        byte[] associatedData =
                EnvelopeLayout.beforeWrappedDek(SUITE, header, NONE, NONE).toByteArray();
        byte[] sealed = cipher.seal(associatedData, dek);
        byte[] encoded = Arrays.copyOf(associatedData, associatedData.length + sealed.length);
        System.arraycopy(sealed, 0, encoded, associatedData.length, sealed.length);
        return encoded;
    }

    static SecretBytes unwrap(RemoteCipher cipher, Envelope envelope)
            throws AuthenticationException, KeyUnavailableException {
        byte[] sealed = envelope.wrapped().ciphertext();
        return cipher.open(envelope.bytesBefore(envelope.encode().length - sealed.length), sealed);
    }

    /** Opens it under a key that is in this process, as the server that wrapped it would. */
    static SecretBytes unwrap(SecretBytes kek, Envelope envelope) throws AuthenticationException {
        byte[] sealed = envelope.wrapped().ciphertext();
        byte[] nonce = Arrays.copyOf(sealed, RemoteCipher.NONCE_BYTES);
        byte[] ciphertext = Arrays.copyOfRange(sealed, RemoteCipher.NONCE_BYTES, sealed.length);
        return AesGcm.open(kek, nonce, envelope.bytesBefore(envelope.encode().length - sealed.length), ciphertext);
    }
}
