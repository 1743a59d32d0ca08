// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.time.Instant;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;

/** Fixed keys and headers of the tests; the ones that {@code docs/on-disk-format.md} prints. */
final class Samples {
    static final KeyId KEY_ID = new KeyId("local", "7d1f0c52b39e4a6885c0aa13f2e64b97");
    static final DiskId DISK_ID = DiskId.of(counting(0xd0, 16));

    private Samples() {}

    /** {@code length} bytes that count up from {@code first}. */
    static byte[] counting(int first, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (first + i);
        }
        return bytes;
    }

    static SecretBytes kekBytes() {
        return SecretBytes.takeFrom(counting(0x00, 32));
    }

    static SecretBytes dek(XtsCipher cipher) {
        return SecretBytes.takeFrom(counting(0x40, cipher.keyBytes()));
    }

    static byte[] salt() {
        return counting(0xa0, 32);
    }

    static Kek kek() {
        return Kek.holding(KEY_ID, KeyState.ACTIVE, kekBytes());
    }

    static EnvelopeHeader header(XtsCipher cipher) {
        return header(cipher, KEY_ID);
    }

    static EnvelopeHeader header(XtsCipher cipher, KeyId keyId) {
        try (SecretBytes dek = dek(cipher)) {
            return new EnvelopeHeader(
                    DISK_ID,
                    10L << 30,
                    DataUnit.BYTES_512,
                    cipher,
                    DekId.of(dek),
                    1,
                    2,
                    keyId,
                    Instant.parse("2026-01-02T03:04:05Z"));
        }
    }

    /** A handle whose default suite is the given one, or that at least wraps in it. */
    static Kek kek(EnvelopeSuite suite, KeyId id, SecretBytes key) {
        return suite == EnvelopeSuite.REMOTE_AES256_GCM
                ? new RemoteKek(id, KeyState.ACTIVE, FakeKeyServer.holding(key))
                : Kek.holding(id, KeyState.ACTIVE, key);
    }

    static Kek remoteKek(SecretBytes key) {
        return kek(EnvelopeSuite.REMOTE_AES256_GCM, KEY_ID, key);
    }

    /** The envelope of the sample KEK, DEK and salt; in suite 3 the nonce is the beginning of the salt. */
    static Envelope envelope(EnvelopeSuite suite, XtsCipher cipher) {
        try (SecretBytes key = kekBytes();
                HeldKek held = new HeldKek(KEY_ID, KeyState.ACTIVE, key);
                SecretBytes dek = dek(cipher)) {
            return suite == EnvelopeSuite.REMOTE_AES256_GCM
                    ? EnvelopeLayout.readOwn(RemoteGcmWrap.wrap(
                            FakeKeyServer.withNonce(key, counting(0xa0, RemoteCipher.NONCE_BYTES)),
                            header(cipher),
                            dek))
                    : held.wrap(suite, header(cipher), dek, salt());
        } catch (KeyUnavailableException e) {
            throw new AssertionError(e);
        }
    }
}
