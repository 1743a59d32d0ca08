// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;

/**
 * The anti-forensic splitter (LUKS1 specification, section 2.4): blows a key up to so many stripes that all of them are
 * needed to get it back, so that destroying a part destroys it.
 */
final class AntiForensic {
    /** The only number of stripes in use. */
    static final int STRIPES = 4000;

    private final MessageDigest digest;
    private final byte[] sum;

    private AntiForensic(LuksHash hash, int keyBytes) {
        this.digest = hash.digest();
        this.sum = new byte[keyBytes];
    }

    /** Splits a key into what the target then holds, up to its limit. */
    static void split(LuksHash hash, SecretBytes key, ByteBuffer target) {
        AntiForensic splitter = new AntiForensic(hash, key.lengthBytes());
        try {
            for (int i = 1; i < STRIPES; i++) {
                byte[] stripe = RandomBytes.array(key.lengthBytes());
                target.put(stripe);
                splitter.add(stripe);
                splitter.diffuse();
            }
            key.<@Nullable Void>readArray(bytes -> {
                splitter.add(bytes);
                target.put(splitter.sum);
                return null;
            });
        } finally {
            splitter.wipe();
        }
    }

    /** Puts the stripes that remain in the source together again. */
    static SecretBytes merge(LuksHash hash, int keyBytes, ByteBuffer source) {
        AntiForensic merger = new AntiForensic(hash, keyBytes);
        byte[] stripe = new byte[keyBytes];
        try {
            for (int i = 1; i < STRIPES; i++) {
                source.get(stripe);
                merger.add(stripe);
                merger.diffuse();
            }
            source.get(stripe);
            merger.add(stripe);
            return SecretBytes.takeFrom(merger.sum);
        } finally {
            merger.wipe();
            Arrays.fill(stripe, (byte) 0);
        }
    }

    private void add(byte[] stripe) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] ^= stripe[i];
        }
    }

    /** Hashes the sum piece by piece, each with its number before it; the last hash is cut to its piece. */
    private void diffuse() {
        int hashBytes = digest.getDigestLength();
        for (int at = 0, index = 0; at < sum.length; at += hashBytes, index++) {
            int pieceBytes = Math.min(hashBytes, sum.length - at);
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, index));
            digest.update(sum, at, pieceBytes);
            byte[] hash = digest.digest();
            System.arraycopy(hash, 0, sum, at, pieceBytes);
            Arrays.fill(hash, (byte) 0);
        }
    }

    private void wipe() {
        Arrays.fill(sum, (byte) 0);
        digest.reset();
    }
}
