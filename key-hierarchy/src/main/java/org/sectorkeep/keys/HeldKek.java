// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.Optional;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.crypto.SecretBytes;

/** A KEK whose bytes are in this process. It opens envelopes of every suite, and wraps in suites 1 and 2. */
final class HeldKek implements Kek {
    static final int KEY_BYTES = 32;

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
        KekRules.requireMayWrap(id, state, header, dek);
        byte[] encoded = switch (suite) {
            case HKDF_SHA512_AES256_GCM -> HkdfGcmWrap.wrap(key, header, dek, salt);
            case SP800_108_AES256_KWP -> NistWrap.wrap(key, header, dek, salt);
            case REMOTE_AES256_GCM ->
                throw new IllegalArgumentException(
                        "suite 3 is wrapped by the key server, key '" + id + "' is held here");
        };
        return EnvelopeLayout.readOwn(encoded);
    }

    @Override
    public SecretBytes unwrap(Envelope envelope) throws AuthenticationException, KeyUnavailableException {
        KekRules.requireMayUnwrap(id, state, envelope);
        SecretBytes dek = switch (envelope.suite()) {
            case HKDF_SHA512_AES256_GCM -> HkdfGcmWrap.unwrap(key, envelope);
            case SP800_108_AES256_KWP -> NistWrap.unwrap(key, envelope);
            case REMOTE_AES256_GCM -> RemoteGcmWrap.unwrap(key, envelope);
        };
        return KekRules.requireFits(envelope.header(), dek);
    }

    /** The same key under another name; this handle is not used any more. */
    HeldKek renamed(KeyId other) {
        return new HeldKek(other, state, key);
    }

    @Override
    public Optional<SecretBytes> copyForHandover() {
        return Optional.of(key.copy());
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
