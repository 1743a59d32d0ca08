// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.ByteString;

/** Tells whether an object is the symmetric key that was asked for; its material is never part of a message. */
final class KeyExpectation {
    private KeyExpectation() {}

    static KeyBlock check(ManagedObject object, CryptographicAlgorithm algorithm, int lengthBits)
            throws KmipProtocolException {
        if (!(object instanceof ManagedObject.Key key) || key.objectType() != ObjectType.SYMMETRIC_KEY) {
            throw new KmipProtocolException("expected a symmetric key, found " + object.objectType());
        }
        KeyBlock block = key.keyBlock();
        @Nullable Enumerated<CryptographicAlgorithm> itsAlgorithm = block.cryptographicAlgorithm();
        if (itsAlgorithm != null && itsAlgorithm != algorithm) {
            throw new KmipProtocolException("expected a key for " + algorithm + ", found one for " + itsAlgorithm);
        }
        @Nullable Integer itsLength = block.cryptographicLengthBits();
        if (itsLength != null && itsLength != lengthBits) {
            throw new KmipProtocolException("expected a key of " + lengthBits + " bits, found " + itsLength);
        }
        checkMaterial(block, lengthBits);
        return block;
    }

    private static void checkMaterial(KeyBlock block, int lengthBits) throws KmipProtocolException {
        @Nullable KeyValue value = block.keyValue();
        Optional<ByteString> material = value == null ? Optional.empty() : value.bytes();
        if (material.isEmpty()) {
            throw new KmipProtocolException("the server answered no material of the key");
        }
        long itsBits = 8L * material.get().lengthBytes();
        if (block.keyWrappingData() == null && itsBits != lengthBits) {
            throw new KmipProtocolException("expected key material of " + lengthBits + " bits, found " + itsBits);
        }
    }
}
