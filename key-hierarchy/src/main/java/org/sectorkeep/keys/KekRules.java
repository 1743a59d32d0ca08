// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

/** What every kind of KEK handle checks before and after it wraps or unwraps. */
final class KekRules {
    private KekRules() {}

    /** Before a wrap: the header names this KEK and this data key, and the KEK's state allows it. */
    static void requireMayWrap(KeyId id, KeyState state, EnvelopeHeader header, SecretBytes dek)
            throws KeyUnavailableException {
        requireNamed(id, header);
        if (!fits(header, dek)) {
            throw new IllegalArgumentException("the data key is not the one that the envelope's header names");
        }
        if (!state.mayWrap()) {
            throw unusable(id, state, "wraps no new data keys");
        }
    }

    /** Before an unwrap: the envelope names this KEK, and its state allows it. */
    static void requireMayUnwrap(KeyId id, KeyState state, Envelope envelope) throws KeyUnavailableException {
        requireNamed(id, envelope.header());
        if (!state.mayUnwrap()) {
            throw unusable(id, state, "opens no envelopes");
        }
    }

    /** After an unwrap: the data key, if it is the one that the header names; else it is wiped. */
    static SecretBytes requireFits(EnvelopeHeader header, SecretBytes dek) throws AuthenticationException {
        if (!fits(header, dek)) {
            dek.close();
            throw new AuthenticationException();
        }
        return dek;
    }

    private static boolean fits(EnvelopeHeader header, SecretBytes dek) {
        return dek.lengthBytes() == header.cipher().keyBytes()
                && DekId.of(dek).hex().equals(header.dekId().hex());
    }

    private static void requireNamed(KeyId id, EnvelopeHeader header) {
        if (!header.keyId().equals(id)) {
            throw new IllegalArgumentException("envelope names key '" + header.keyId() + "', this is '" + id + "'");
        }
    }

    private static KeyUnavailableException unusable(KeyId id, KeyState state, String consequence) {
        return new KeyUnavailableException(
                Reason.NOT_ACTIVE, "key '" + id + "' is in state " + state + " and " + consequence);
    }
}
