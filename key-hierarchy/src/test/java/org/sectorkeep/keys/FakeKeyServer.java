// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.Arrays;
import java.util.function.Supplier;
import org.sectorkeep.crypto.AesGcm;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;

/** What a key server does for suite 3, in this process; can be made to take no notice of the associated data. */
final class FakeKeyServer implements RemoteCipher {
    private final SecretBytes kek;
    private final Supplier<byte[]> nonces;
    private final boolean ignoresAssociatedDataOnce;
    private boolean sealed;

    private FakeKeyServer(SecretBytes kek, Supplier<byte[]> nonces, boolean ignoresAssociatedDataOnce) {
        this.kek = kek;
        this.nonces = nonces;
        this.ignoresAssociatedDataOnce = ignoresAssociatedDataOnce;
    }

    static FakeKeyServer holding(SecretBytes kek) {
        return new FakeKeyServer(kek, () -> RandomBytes.array(NONCE_BYTES), false);
    }

    static FakeKeyServer withNonce(SecretBytes kek, byte[] nonce) {
        return new FakeKeyServer(kek, () -> nonce, false);
    }

    /** Seals without the associated data, and opens with it. */
    static FakeKeyServer careless(SecretBytes kek) {
        return new FakeKeyServer(kek, () -> RandomBytes.array(NONCE_BYTES), true);
    }

    @Override
    public byte[] seal(byte[] associatedData, SecretBytes plaintext) {
        byte[] nonce = nonces.get();
        byte[] data = ignoresAssociatedDataOnce && !sealed ? new byte[0] : associatedData;
        sealed = true;
        byte[] ciphertext = AesGcm.seal(kek, nonce, data, plaintext);
        byte[] all = Arrays.copyOf(nonce, nonce.length + ciphertext.length);
        System.arraycopy(ciphertext, 0, all, nonce.length, ciphertext.length);
        return all;
    }

    @Override
    public SecretBytes open(byte[] associatedData, byte[] sealed) throws AuthenticationException {
        return AesGcm.open(
                kek,
                Arrays.copyOf(sealed, NONCE_BYTES),
                associatedData,
                Arrays.copyOfRange(sealed, NONCE_BYTES, sealed.length));
    }
}
