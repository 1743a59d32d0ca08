// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;
import org.sectorkeep.kmip.message.CryptographicAlgorithm;
import org.sectorkeep.kmip.message.Enumerated;
import org.sectorkeep.kmip.message.KeyBlock;
import org.sectorkeep.kmip.message.KeyFormatType;
import org.sectorkeep.kmip.message.KeyWrappingData;
import org.sectorkeep.kmip.message.KmipProtocolException;
import org.sectorkeep.kmip.message.ObjectType;

/** A key as a server gave it out, lent to a {@link KeyReader}: its bytes are wiped when that returns. */
public final class ReceivedKey {
    private final String uniqueIdentifier;
    private final ObjectType objectType;
    private final KeyBlock block;
    private final ByteBuffer material;

    ReceivedKey(String uniqueIdentifier, ObjectType objectType, KeyBlock block, ByteBuffer material) {
        this.uniqueIdentifier = uniqueIdentifier;
        this.objectType = objectType;
        this.block = block;
        this.material = material;
    }

    /**
     * Fails unless this is a symmetric key of one kind.
     *
     * @param algorithm what the server must state, if it states one
     * @param lengthBits what the server must state, if it states a length, and how long the material of a key must be that
     *     is not wrapped
     * @throws KmipProtocolException if it is another
     */
    public void requireSymmetric(CryptographicAlgorithm algorithm, int lengthBits) throws KmipProtocolException {
        if (objectType != ObjectType.SYMMETRIC_KEY) {
            throw new KmipProtocolException("expected a symmetric key, found " + objectType);
        }
        if (algorithm().isPresent() && algorithm().get() != algorithm) {
            throw new KmipProtocolException("expected a key for " + algorithm + ", found one for "
                    + algorithm().get());
        }
        int found = lengthBits().orElse(lengthBits);
        int foundMaterial = wrapping().isPresent() ? found : material.capacity() * Byte.SIZE;
        if (found != lengthBits || foundMaterial != lengthBits) {
            throw new KmipProtocolException("expected a key of " + lengthBits + " bits, found "
                    + (found == lengthBits ? foundMaterial : found));
        }
    }

    /**
     * The bytes of the key, or their ciphertext if it is wrapped.
     *
     * @return a direct, read-only buffer from its position to its limit; zeroes once the reader has returned
     */
    public ByteBuffer material() {
        return material.asReadOnlyBuffer();
    }

    /**
     * Which key it is.
     *
     * @return the id that was asked for
     */
    public String uniqueIdentifier() {
        return uniqueIdentifier;
    }

    /**
     * What kind of object it is.
     *
     * @return the type
     */
    public ObjectType objectType() {
        return objectType;
    }

    /**
     * What the key is for.
     *
     * @return the algorithm, if the server states it
     */
    public Optional<Enumerated<CryptographicAlgorithm>> algorithm() {
        return Optional.ofNullable(block.cryptographicAlgorithm());
    }

    /**
     * How long the key is.
     *
     * @return the bits, if the server states them
     */
    public OptionalInt lengthBits() {
        Integer lengthBits = block.cryptographicLengthBits();
        return lengthBits == null ? OptionalInt.empty() : OptionalInt.of(lengthBits);
    }

    /**
     * How the bytes are to be read.
     *
     * @return the format
     */
    public Enumerated<KeyFormatType> formatType() {
        return block.keyFormatType();
    }

    /**
     * How the key is wrapped.
     *
     * @return that, or nothing if it is not
     */
    public Optional<KeyWrappingData> wrapping() {
        return Optional.ofNullable(block.keyWrappingData());
    }

    /** Shows which key it is, nothing of its bytes. */
    @Override
    public String toString() {
        return "ReceivedKey[" + uniqueIdentifier + "]";
    }
}
