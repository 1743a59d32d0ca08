// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipOperations;
import org.sectorkeep.kmip.message.CryptographicParameters;
import org.sectorkeep.kmip.message.Decrypt;
import org.sectorkeep.kmip.message.Encrypt;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.ResultReason;
import org.sectorkeep.kmip.ttlv.ByteString;

/**
 * AES-GCM done by a key server (KMIP 1.4 sections 4.29 and 4.30). The nonce is ours; a server that insists on its own
 * may have it, if it has 12 bytes and is told to us.
 */
final class ServerGcm {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;

    private ServerGcm() {}

    static byte[] encrypt(KmipOperations server, String id, byte[] nonce, byte[] associatedData, SecretBytes plaintext)
            throws KmipException, KeyUnavailableException {
        ByteString data = plaintext.read(ByteString::copyOf);
        try {
            return sealed(id, nonce, plaintext.lengthBytes(), encrypted(server, id, nonce, associatedData, data));
        } finally {
            data.wipe();
        }
    }

    private static Encrypt.Response encrypted(
            KmipOperations server, String id, byte[] nonce, byte[] associatedData, ByteString data)
            throws KmipException {
        ByteString associated = ByteString.copyOf(associatedData);
        try {
            return server.encrypt(new Encrypt.Request(
                    id, CryptographicParameters.aesGcm(), data, ByteString.copyOf(nonce), associated));
        } catch (KmipOperationException e) {
            if (!Refusals.isOneOf(e, ResultReason.INVALID_FIELD, ResultReason.INVALID_MESSAGE)) {
                throw e;
            }
            return server.encrypt(new Encrypt.Request(id, CryptographicParameters.aesGcm(), data, null, associated));
        }
    }

    private static byte[] sealed(String id, byte[] ourNonce, int plaintextBytes, Encrypt.Response answer)
            throws KeyUnavailableException {
        byte[] nonce = bytes(answer.ivCounterNonce());
        byte[] ciphertext = bytes(answer.data());
        byte[] tag = bytes(answer.authenticationTag());
        if (nonce.length == 0) {
            nonce = ourNonce;
        }
        if (nonce.length != NONCE_BYTES || ciphertext.length != plaintextBytes || tag.length != TAG_BYTES) {
            throw new KeyUnavailableException(
                    Reason.PROVIDER_INVALID,
                    "the server does not encrypt under key '" + id + "' as AES-GCM wants it: it answers a nonce of "
                            + nonce.length + ", a ciphertext of " + ciphertext.length + " and a tag of " + tag.length
                            + " bytes, expected " + NONCE_BYTES + ", " + plaintextBytes + " and " + TAG_BYTES
                            + " (KMIP 1.4 or later can)");
        }
        return ByteBuffer.allocate(NONCE_BYTES + plaintextBytes + TAG_BYTES)
                .put(nonce)
                .put(ciphertext)
                .put(tag)
                .array();
    }

    static SecretBytes decrypt(KmipOperations server, String id, byte[] associatedData, byte[] sealed)
            throws KmipException, AuthenticationException {
        int tagOffset = sealed.length - TAG_BYTES;
        Decrypt.Request request = new Decrypt.Request(
                id,
                CryptographicParameters.aesGcm(),
                ByteString.copyOf(Arrays.copyOfRange(sealed, NONCE_BYTES, tagOffset)),
                ByteString.copyOf(Arrays.copyOf(sealed, NONCE_BYTES)),
                ByteString.copyOf(associatedData),
                ByteString.copyOf(Arrays.copyOfRange(sealed, tagOffset, sealed.length)));
        try {
            ByteString data = server.decrypt(request).data();
            try {
                return SecretBytes.takeFrom(bytes(data));
            } finally {
                wipe(data);
            }
        } catch (KmipOperationException e) {
            if (Refusals.isOneOf(e, ResultReason.CRYPTOGRAPHIC_FAILURE)) {
                throw new AuthenticationException();
            }
            throw e;
        }
    }

    private static void wipe(@Nullable ByteString bytes) {
        if (bytes != null) {
            bytes.wipe();
        }
    }

    private static byte[] bytes(@Nullable ByteString bytes) {
        return bytes == null ? new byte[0] : bytes.toByteArray();
    }
}
