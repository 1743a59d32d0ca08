// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.java;

import java.io.Serial;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.internal.xts.Direction;
import org.sectorkeep.crypto.internal.xts.EngineFault;

/** The AES of one thread: JCE ciphers in ECB mode for the data, both ways, and for tweaks. */
final class EcbCiphers {
    private static final String BLOCKS_ONLY = "AES/ECB/NoPadding";

    /** The JDK's own AES, which its compiler replaces by AES instructions; others may be hundred times slower. */
    private static final @Nullable Provider SUN_JCE = Security.getProvider("SunJCE");

    private final Cipher encrypt;
    private final Cipher decrypt;
    private final Cipher tweak;

    /** Where the AES is from: {@code sunjce-ecb}, or {@code jce-ecb} in a runtime without the JDK's own. */
    static String label() {
        return SUN_JCE == null ? "jce-ecb" : "sunjce-ecb";
    }

    /** Takes both AES keys from a buffer of 32 or 64 bytes, whose position does not move. */
    EcbCiphers(ByteBuffer key) {
        int halfBytes = key.remaining() / 2;
        encrypt = cipher(Cipher.ENCRYPT_MODE, key, 0, halfBytes);
        decrypt = cipher(Cipher.DECRYPT_MODE, key, 0, halfBytes);
        tweak = cipher(Cipher.ENCRYPT_MODE, key, halfBytes, halfBytes);
    }

    private static Cipher cipher(int mode, ByteBuffer key, int offsetBytes, int lengthBytes) {
        byte[] half = new byte[lengthBytes];
        try {
            key.get(key.position() + offsetBytes, half);
            Cipher cipher =
                    SUN_JCE == null ? Cipher.getInstance(BLOCKS_ONLY) : Cipher.getInstance(BLOCKS_ONLY, SUN_JCE);
            cipher.init(mode, new BorrowedKey(half));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new EngineFault("no " + BLOCKS_ONLY + " in this Java runtime", e);
        } finally {
            Arrays.fill(half, (byte) 0);
        }
    }

    /** Encrypts tweaks from the start of one array to the start of another. */
    void encryptTweaks(byte[] source, byte[] target, int lengthBytes) {
        update(tweak, source, target, lengthBytes);
    }

    /** Encrypts or decrypts whole blocks from the start of one array to the start of another. */
    void crypt(Direction direction, byte[] source, byte[] target, int lengthBytes) {
        update(direction == Direction.ENCRYPT ? encrypt : decrypt, source, target, lengthBytes);
    }

    private static void update(Cipher cipher, byte[] source, byte[] target, int lengthBytes) {
        try {
            int done = cipher.update(source, 0, lengthBytes, target, 0);
            if (done != lengthBytes) {
                throw new EngineFault("AES answered " + done + " bytes, expected " + lengthBytes);
            }
        } catch (GeneralSecurityException e) {
            throw new EngineFault("AES failed on " + lengthBytes + " bytes", e);
        }
    }

    /** A key whose array stays ours to wipe; JCE makes its own copies of it. */
    @SuppressWarnings("ArrayRecordComponent") // shared on purpose
    private record BorrowedKey(byte[] bytes) implements SecretKey {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return "AES";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return bytes;
        }

        @Override
        public String toString() {
            return "AES key";
        }
    }
}
