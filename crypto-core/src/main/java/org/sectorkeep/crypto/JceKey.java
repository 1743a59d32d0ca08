// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;

/**
 * The heap copy of a key that JCE needs while it works. Closing it wipes the copy, and every clone of it that the provider
 * asked for (GCM of JDK 17 keeps one), so close it after the last operation of a cipher. {@link
 * javax.crypto.spec.SecretKeySpec} can do neither: it does not support {@code destroy()}.
 *
 * <p>Not safe for concurrent use: it lives inside one call.
 */
final class JceKey implements SecretKey, AutoCloseable {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final transient byte[] encoded;
    private final transient List<byte[]> clones = new ArrayList<>();
    private boolean destroyed;

    private JceKey(String algorithm, byte[] encoded) {
        this.algorithm = algorithm;
        this.encoded = encoded;
    }

    /** A copy of {@code key}, of any length. */
    static JceKey of(String algorithm, SecretBytes key) {
        return key.readArray(bytes -> new JceKey(algorithm, bytes.clone()));
    }

    /** A copy of an AES {@code key}. */
    static JceKey ofAes(SecretBytes key) {
        int lengthBytes = key.lengthBytes();
        if (lengthBytes != 16 && lengthBytes != 24 && lengthBytes != 32) {
            throw new IllegalArgumentException(
                    "an AES key has 16, 24 or 32 bytes, this one has \"" + lengthBytes + "\"");
        }
        return of("AES", key);
    }

    /** The array itself, which belongs to the key from now on. */
    static JceKey takeFrom(String algorithm, byte[] encoded) {
        return new JceKey(algorithm, encoded);
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    @Override
    public byte[] getEncoded() {
        if (destroyed) {
            throw new IllegalStateException("key is destroyed");
        }
        byte[] clone = encoded.clone();
        clones.add(clone);
        return clone;
    }

    @Override
    public void destroy() {
        Arrays.fill(encoded, (byte) 0);
        clones.forEach(clone -> Arrays.fill(clone, (byte) 0));
        destroyed = true;
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public void close() {
        destroy();
    }

    @Override
    public String toString() {
        return "JceKey[" + algorithm + "]";
    }

    @Serial
    private void writeObject(ObjectOutputStream stream) throws NotSerializableException {
        throw new NotSerializableException("JceKey");
    }
}
