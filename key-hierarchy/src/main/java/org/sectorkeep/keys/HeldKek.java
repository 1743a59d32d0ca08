// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

/** A KEK whose bytes are in this process. */
final class HeldKek implements Kek {
    private static final int KEY_BYTES = 32;

    private final KeyId id;
    private final KeyState state;
    private final SecretBytes key;

    HeldKek(KeyId id, KeyState state, SecretBytes key) {
        if (key.lengthBytes() != KEY_BYTES) {
            key.close();
            throw new IllegalArgumentException(
                    "key '" + id + "' has " + key.lengthBytes() + " bytes, expected " + KEY_BYTES);
        }
        this.id = id;
        this.state = state;
        this.key = key;
    }

    @Override
    public KeyId id() {
        return id;
    }

    @Override
    public KeyState state() {
        return state;
    }

    @Override
    public Envelope wrap(EnvelopeHeader header, SecretBytes dek) throws KeyUnavailableException {
        return wrap(EnvelopeSuite.HKDF_SHA512_AES256_GCM, header, dek);
    }

    @Override
    public Envelope wrap(EnvelopeSuite suite, EnvelopeHeader header, SecretBytes dek) throws KeyUnavailableException {
        return wrap(suite, header, dek, RandomBytes.array(EnvelopeLayout.SALT_BYTES));
    }

    /** Wraps with a given salt, which must never have been used with this KEK: for test vectors. */
    Envelope wrap(EnvelopeSuite suite, EnvelopeHeader header, SecretBytes dek, byte[] salt)
            throws KeyUnavailableException {
        checkHeader(header, dek);
        if (!state.mayWrap()) {
            throw unusable("wraps no new data keys");
        }
        byte[] encoded = switch (suite) {
            case HKDF_SHA512_AES256_GCM -> HkdfGcmWrap.wrap(key, header, dek, salt);
            case SP800_108_AES256_KWP -> NistWrap.wrap(key, header, dek, salt);
        };
        return EnvelopeLayout.readOwn(encoded);
    }

    @Override
    public SecretBytes unwrap(Envelope envelope) throws AuthenticationException, KeyUnavailableException {
        checkNamed(envelope.header());
        if (!state.mayUnwrap()) {
            throw unusable("opens no envelopes");
        }
        SecretBytes dek = switch (envelope.suite()) {
            case HKDF_SHA512_AES256_GCM -> HkdfGcmWrap.unwrap(key, envelope);
            case SP800_108_AES256_KWP -> NistWrap.unwrap(key, envelope);
        };
        if (!fits(envelope.header(), dek)) {
            dek.close();
            throw new AuthenticationException();
        }
        return dek;
    }

    private void checkHeader(EnvelopeHeader header, SecretBytes dek) {
        checkNamed(header);
        if (!fits(header, dek)) {
            throw new IllegalArgumentException("the data key is not the one that the envelope's header names");
        }
    }

    private void checkNamed(EnvelopeHeader header) {
        if (!header.keyId().equals(id)) {
            throw new IllegalArgumentException("envelope names key '" + header.keyId() + "', this is '" + id + "'");
        }
    }

    private static boolean fits(EnvelopeHeader header, SecretBytes dek) {
        return dek.lengthBytes() == header.cipher().keyBytes() && DekId.of(dek).equals(header.dekId());
    }

    private KeyUnavailableException unusable(String consequence) {
        return new KeyUnavailableException(
                Reason.NOT_ACTIVE, "key '" + id + "' is in state " + state + " and " + consequence);
    }

    @Override
    public void close() {
        key.close();
    }

    /** The id, never the key. */
    @Override
    public String toString() {
        return "Kek[" + id + "]";
    }
}
