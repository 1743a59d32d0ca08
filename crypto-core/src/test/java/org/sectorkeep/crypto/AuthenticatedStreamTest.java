// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatedStreamTest {
    private static final int SEGMENT_BYTES = 1 << 20;
    private static final byte[] WHAT = {1, 2, 3};

    @ParameterizedTest
    @ValueSource(
            ints = {
                0,
                1,
                SEGMENT_BYTES - 57,
                SEGMENT_BYTES - 56,
                SEGMENT_BYTES - 55,
                SEGMENT_BYTES - 16,
                SEGMENT_BYTES,
                2 * SEGMENT_BYTES + 1
            })
    void whatWasSealedOpensAgainWhateverItsLength(int lengthBytes) throws Exception {
        byte[] content = RandomBytes.array(Math.min(lengthBytes, SEGMENT_BYTES));
        content = Arrays.copyOf(content, lengthBytes);
        try (SecretBytes key = SecretBytes.random(AuthenticatedStream.KEY_BYTES)) {
            byte[] sealed = seal(content, key, WHAT);
            assertThat((long) sealed.length).isLessThanOrEqualTo(AuthenticatedStream.maxCiphertextBytes(lengthBytes));
            assertThat(open(sealed, key, WHAT)).isEqualTo(content);
        }
    }

    @Test
    void anyChangeAnEarlyEndOtherKeyAndOtherAssociatedDataAreOneAndTheSameRefusal() throws Exception {
        byte[] content = RandomBytes.array(3000);
        try (SecretBytes key = SecretBytes.random(AuthenticatedStream.KEY_BYTES);
                SecretBytes other = SecretBytes.random(AuthenticatedStream.KEY_BYTES)) {
            byte[] sealed = seal(content, key, WHAT);
            for (int i = 0; i < sealed.length; i += 37) {
                byte[] changed = sealed.clone();
                changed[i] ^= 4;
                refused(changed, key, WHAT);
                refused(Arrays.copyOf(sealed, i), key, WHAT);
            }
            refused(Arrays.copyOf(sealed, sealed.length + 1), key, WHAT);
            refused(sealed, other, WHAT);
            refused(sealed, key, new byte[] {1, 2});
        }
    }

    @Test
    void segmentsInAnotherOrderAndAStreamCutBetweenSegmentsAreRefused() throws Exception {
        byte[] content = new byte[4 * SEGMENT_BYTES];
        try (SecretBytes key = SecretBytes.random(AuthenticatedStream.KEY_BYTES)) {
            byte[] sealed = seal(content, key, WHAT);
            byte[] swapped = sealed.clone();
            System.arraycopy(sealed, SEGMENT_BYTES, swapped, 2 * SEGMENT_BYTES, SEGMENT_BYTES);
            System.arraycopy(sealed, 2 * SEGMENT_BYTES, swapped, SEGMENT_BYTES, SEGMENT_BYTES);
            refused(swapped, key, WHAT);
            refused(Arrays.copyOf(sealed, 2 * SEGMENT_BYTES), key, WHAT);
        }
    }

    @Test
    void aSourceThatCannotBeReadIsNotTakenForAForgedOne() throws Exception {
        try (SecretBytes key = SecretBytes.random(AuthenticatedStream.KEY_BYTES)) {
            InputStream broken = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("bad sector");
                }

                @Override
                public int read(byte[] target, int offset, int length) throws IOException {
                    return read();
                }
            };
            assertThatThrownBy(() -> AuthenticatedStream.open(broken, OutputStream.nullOutputStream(), key, WHAT))
                    .isInstanceOf(IOException.class)
                    .hasMessage("bad sector");
        }
    }

    @Test
    void aKeyOfAnotherLengthIsRefused() {
        try (SecretBytes key = SecretBytes.random(16)) {
            assertThatThrownBy(() -> AuthenticatedStream.sealing(OutputStream.nullOutputStream(), key, WHAT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("16 bytes, expected 32");
        }
    }

    private static byte[] seal(byte[] content, SecretBytes key, byte[] associatedData) throws IOException {
        ByteArrayOutputStream target = new ByteArrayOutputStream();
        try (OutputStream sealing = AuthenticatedStream.sealing(target, key, associatedData)) {
            sealing.write(content);
        }
        return target.toByteArray();
    }

    private static byte[] open(byte[] sealed, SecretBytes key, byte[] associatedData)
            throws IOException, AuthenticationException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        AuthenticatedStream.open(new ByteArrayInputStream(sealed), content, key, associatedData);
        return content.toByteArray();
    }

    private static void refused(byte[] sealed, SecretBytes key, byte[] associatedData) {
        assertThatThrownBy(() -> open(sealed, key, associatedData)).isInstanceOf(AuthenticationException.class);
    }
}
