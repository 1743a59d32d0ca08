// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.internal.tink.TinkStreams;

/**
 * Encrypts and authenticates streams of any length: Tink's {@code AES256_GCM_HKDF_1MB} (AES-256-GCM in segments of 1 MiB
 * under a key derived by HKDF-SHA-256 from a random salt). A change of any byte, segments in another order, an early end
 * and other associated data are all noticed. Older, equally valid ciphertext put in place of newer is not.
 *
 * <p>Safe for use by many threads; each stream belongs to one.
 */
public final class AuthenticatedStream {
    /** The length of a key in bytes. */
    public static final int KEY_BYTES = 32;

    /** How much longer the ciphertext of a stream is than the stream at least: header and one tag. */
    private static final int LEAST_OVERHEAD_BYTES = 40 + 16;

    private static final int SEGMENT_BYTES = 1 << 20;
    private static final int TAG_BYTES = 16;
    private static final int BUFFER_BYTES = 1 << 16;

    private AuthenticatedStream() {}

    /**
     * At most so many bytes the ciphertext has.
     *
     * @param plaintextBytes the length of a stream, 0 or more
     * @return the length of its ciphertext, or a little more
     */
    public static long maxCiphertextBytes(long plaintextBytes) {
        return plaintextBytes + LEAST_OVERHEAD_BYTES + (plaintextBytes / (SEGMENT_BYTES - TAG_BYTES) + 1) * TAG_BYTES;
    }

    /**
     * Encrypts what is written to the answer. Only after its {@code close}, which leaves the target open, is the ciphertext
     * whole.
     *
     * @param target where the ciphertext goes; stays the caller's
     * @param key {@value #KEY_BYTES} bytes, for streams only; stays the caller's
     * @param associatedData authenticated, not written
     * @return the stream to write plaintext to
     * @throws IllegalArgumentException if the key has another length
     * @throws IOException if the target cannot be written
     */
    public static OutputStream sealing(OutputStream target, SecretBytes key, byte[] associatedData) throws IOException {
        requireKey(key);
        return TinkStreams.sealing(new KeptOpen(target), key, associatedData);
    }

    /**
     * Decrypts. Every byte that is written was authenticated, but only when the call returns is it known that the stream is
     * whole: until then the caller uses nothing of it.
     *
     * @param ciphertext read to its end; stays the caller's
     * @param plaintext where the content goes; stays the caller's
     * @param key the key that it was encrypted with; stays the caller's
     * @param associatedData the associated data that it was encrypted with
     * @throws AuthenticationException if the ciphertext is not whole and unchanged, or key or associated data are others
     * @throws IllegalArgumentException if the key has another length
     * @throws IOException if the source cannot be read or the target not written
     */
    public static void open(InputStream ciphertext, OutputStream plaintext, SecretBytes key, byte[] associatedData)
            throws IOException, AuthenticationException {
        requireKey(key);
        Source source = new Source(ciphertext);
        byte[] buffer = new byte[BUFFER_BYTES];
        try (InputStream opened = TinkStreams.opening(source, key, associatedData)) {
            for (int count = read(opened, source, buffer); count >= 0; count = read(opened, source, buffer)) {
                plaintext.write(buffer, 0, count);
            }
        } finally {
            Arrays.fill(buffer, (byte) 0);
        }
    }

    private static int read(InputStream opened, Source source, byte[] buffer)
            throws IOException, AuthenticationException {
        try {
            return opened.read(buffer);
        } catch (IOException e) {
            if (source.failure != null) {
                throw source.failure;
            }
            throw new AuthenticationException();
        }
    }

    private static void requireKey(SecretBytes key) {
        if (key.lengthBytes() != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "key of " + key.lengthBytes() + " bytes, expected " + KEY_BYTES + " for a stream");
        }
    }

    /** Remembers that it was the source that failed, and not what stood in it. */
    private static final class Source extends FilterInputStream {
        private @Nullable IOException failure;

        Source(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            try {
                return super.read(target, offset, length);
            } catch (IOException e) {
                failure = e;
                throw e;
            }
        }

        @Override
        public void close() {
            // It stays the caller's.
        }
    }

    private static final class KeptOpen extends FilterOutputStream {
        KeptOpen(OutputStream target) {
            super(target);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            out.write(source, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
