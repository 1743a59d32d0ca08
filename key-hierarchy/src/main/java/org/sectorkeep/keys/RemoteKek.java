// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

/** A KEK that never leaves its key server, which is asked at each call. */
final class RemoteKek implements Kek {
    private final KeyId id;
    private final KeyState state;
    private final RemoteCipher cipher;
    private volatile boolean closed;

    RemoteKek(KeyId id, KeyState state, RemoteCipher cipher) {
        this.id = id;
        this.state = state;
        this.cipher = cipher;
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
        return wrap(EnvelopeSuite.REMOTE_AES256_GCM, header, dek);
    }

    @Override
    public Envelope wrap(EnvelopeSuite suite, EnvelopeHeader header, SecretBytes dek) throws KeyUnavailableException {
        requireOpen();
        if (suite != EnvelopeSuite.REMOTE_AES256_GCM) {
            throw new IllegalArgumentException(
                    "suite " + suite.code() + " needs the key itself, and key '" + id + "' stays in its server");
        }
        KekRules.requireMayWrap(id, state, header, dek);
        Envelope envelope = EnvelopeLayout.readOwn(RemoteGcmWrap.wrap(cipher, header, dek));
        requireOpens(envelope, dek);
        return envelope;
    }

    /** A server that mistakes the key, the nonce or the associated data is found out before a disk depends on it. */
    private void requireOpens(Envelope envelope, SecretBytes dek) throws KeyUnavailableException {
        try (SecretBytes again = RemoteGcmWrap.unwrap(cipher, envelope)) {
            if (!again.contentEquals(dek)) {
                throw new AuthenticationException();
            }
        } catch (AuthenticationException e) {
            throw new KeyUnavailableException(
                    Reason.PROVIDER_INVALID, "the server does not open what it wrapped under key '" + id + "'", e);
        }
    }

    @Override
    public SecretBytes unwrap(Envelope envelope) throws AuthenticationException, KeyUnavailableException {
        requireOpen();
        KekRules.requireMayUnwrap(id, state, envelope);
        if (envelope.suite() != EnvelopeSuite.REMOTE_AES256_GCM) {
            throw new KeyUnavailableException(
                    Reason.PROVIDER_INVALID,
                    "the envelope's suite " + envelope.suite().code() + " needs the key itself, and provider '"
                            + id.providerId() + "' leaves its keys in the server");
        }
        return KekRules.requireFits(envelope.header(), RemoteGcmWrap.unwrap(cipher, envelope));
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("handle of key '" + id + "' is closed");
        }
    }

    /** The same key under another name; this handle is not used any more. */
    RemoteKek renamed(KeyId other) {
        return new RemoteKek(other, state, cipher);
    }

    @Override
    public void close() {
        closed = true;
    }

    /** The id; there is no key here. */
    @Override
    public String toString() {
        return "Kek[" + id + "]";
    }
}
