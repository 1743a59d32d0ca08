// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.Optional;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;

/**
 * A key encryption key in use: a handle that wraps and unwraps data keys, whether this process holds the key or asks a
 * server. It protects the DEK's secrecy and binds it to all that the envelope says; it does not notice an older, equally
 * valid envelope put in place of a newer one.
 *
 * <p>Safe for use by many threads. {@code close} waits for running calls; later ones throw
 * {@link IllegalStateException}.
 */
public interface Kek extends AutoCloseable {
    /**
     * A handle for a key held in this process. It wraps in suites 1 and 2, and opens suite 3 too.
     *
     * @param id the key's id
     * @param state the key's state when it was fetched
     * @param key the 32 bytes of the key; belongs to the handle from now on, which closes it
     * @return a new handle, to be closed by the caller
     * @throws IllegalArgumentException if the key has another length; it is closed then
     */
    static Kek holding(KeyId id, KeyState state, SecretBytes key) {
        return new HeldKek(id, state, key);
    }

    /**
     * The key's id.
     *
     * @return the id under which the provider knows the key
     */
    KeyId id();

    /**
     * The key's state when it was fetched.
     *
     * @return the state
     */
    KeyState state();

    /**
     * Wraps a data key in the suite that is this handle's default.
     *
     * @param header what to bind the data key to; names this KEK, the data key's {@link DekId} and its length
     * @param dek the data key; stays the caller's
     * @return a new envelope with a fresh random salt
     * @throws KeyUnavailableException if the KEK is not active, or a server cannot be asked
     * @throws IllegalArgumentException if the header does not fit this KEK or the data key
     */
    Envelope wrap(EnvelopeHeader header, SecretBytes dek) throws KeyUnavailableException;

    /**
     * Wraps a data key in a suite of the caller's choice.
     *
     * @param suite the suite
     * @param header what to bind the data key to; names this KEK, the data key's {@link DekId} and its length
     * @param dek the data key; stays the caller's
     * @return a new envelope with a fresh random salt
     * @throws KeyUnavailableException if the KEK is not active, or a server cannot be asked
     * @throws IllegalArgumentException if the header does not fit this KEK or the data key, or the handle cannot do the
     *     suite
     */
    Envelope wrap(EnvelopeSuite suite, EnvelopeHeader header, SecretBytes dek) throws KeyUnavailableException;

    /**
     * Opens an envelope. The caller has compared its public fields with the disk before.
     *
     * @param envelope an envelope that names this KEK
     * @return the data key, to be closed by the caller
     * @throws AuthenticationException if any byte of the envelope is not as it was wrapped, or the KEK is another one;
     *     one and the same for all causes
     * @throws KeyUnavailableException if the KEK's state forbids it, or a server cannot be asked
     * @throws IllegalArgumentException if the envelope names another KEK
     */
    SecretBytes unwrap(Envelope envelope) throws AuthenticationException, KeyUnavailableException;

    /**
     * The key itself, for a control plane that hands it to a host, and for nothing else.
     *
     * @return a copy of its 32 bytes, to be closed by the caller; empty if the key is in its server alone
     * @throws KeyUnavailableException if the key was locked away
     */
    default Optional<SecretBytes> copyForHandover() throws KeyUnavailableException {
        return Optional.empty();
    }

    /** Forgets the key. A second call does nothing. */
    @Override
    void close();
}
