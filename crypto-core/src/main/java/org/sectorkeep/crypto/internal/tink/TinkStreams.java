// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.tink;

import com.google.crypto.tink.subtle.AesGcmHkdfStreaming;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import org.sectorkeep.crypto.BugException;
import org.sectorkeep.crypto.SecretBytes;

/**
 * Tink's AES256_GCM_HKDF_1MB without its key sets. Tink copies the key to the heap, and what JCE makes of it stays there
 * until it is overwritten: only keys of one file come here, never what they are derived from.
 */
public final class TinkStreams {
    /** Written into files: never to be changed for the version that has it. */
    private static final int SEGMENT_BYTES = 1 << 20;

    private static final int KEY_BYTES = 32;

    private TinkStreams() {}

    /** Encrypts what is written to it. */
    public static OutputStream sealing(OutputStream target, SecretBytes key, byte[] associatedData) throws IOException {
        try {
            return streaming(key).newEncryptingStream(target, associatedData);
        } catch (GeneralSecurityException e) {
            throw new BugException("a stream could not be begun", e);
        }
    }

    /** Decrypts what it reads. */
    public static InputStream opening(InputStream source, SecretBytes key, byte[] associatedData) throws IOException {
        try {
            return streaming(key).newDecryptingStream(source, associatedData);
        } catch (GeneralSecurityException e) {
            throw new BugException("a stream could not be begun", e);
        }
    }

    private static AesGcmHkdfStreaming streaming(SecretBytes key) {
        return key.readArray(bytes -> {
            try {
                return new AesGcmHkdfStreaming(bytes, "HmacSha256", KEY_BYTES, SEGMENT_BYTES, 0);
            } catch (GeneralSecurityException e) {
                throw new BugException("a key of " + bytes.length + " bytes was refused", e);
            }
        });
    }
}
