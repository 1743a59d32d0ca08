// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.TokenKey;

/** Seals by a key that is in a PKCS#11 token. */
final class TokenSealer implements Sealer {
    private static final String LABEL = "sectorkeep-host";

    private final TokenKey key;

    private TokenSealer(TokenKey key) {
        this.key = key;
    }

    static TokenSealer open(Path library, int slotIndex, PassphraseSource pins) throws IOException {
        char[] pin = pins.passphrase("the PIN of the token in slot " + slotIndex + " of '" + library + "'");
        try {
            return new TokenSealer(TokenKey.open(library, slotIndex, LABEL, pin));
        } finally {
            Arrays.fill(pin, '\0');
        }
    }

    @Override
    public byte[] seal(byte[] associatedData, SecretBytes secret) throws IOException {
        return key.seal(associatedData, secret);
    }

    @Override
    public SecretBytes open(byte[] associatedData, byte[] sealed) throws AuthenticationException, IOException {
        return key.open(associatedData, sealed);
    }

    @Override
    public void close() {
        // The key is in the token.
    }

    @Override
    public String toString() {
        return "TokenSealer[" + key + "]";
    }
}
