// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.internal.Wiping;
import org.sectorkeep.kmip.message.Get;
import org.sectorkeep.kmip.message.KeyBlock;
import org.sectorkeep.kmip.message.KeyInformation;
import org.sectorkeep.kmip.message.KeyValue;
import org.sectorkeep.kmip.message.KeyWrappingData;
import org.sectorkeep.kmip.message.KmipProtocolException;
import org.sectorkeep.kmip.message.ManagedObject;
import org.sectorkeep.kmip.message.ObjectType;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Lends the key of an answer to a reader, and wipes the answer and what was lent. */
final class KeyLending {
    private KeyLending() {}

    /** A key as it is. */
    static <R extends @Nullable Object> R lend(Get.Response answer, KeyReader<R> reader) throws KmipException {
        try {
            KeyBlock block = block(answer);
            if (block.keyWrappingData() != null) {
                throw new KmipProtocolException("expected a key in the clear, found a wrapped one");
            }
            ByteString material = material(block);
            Integer lengthBits = block.cryptographicLengthBits();
            long foundBits = (long) Byte.SIZE * material.lengthBytes();
            if (lengthBits != null && isSymmetric(answer) && lengthBits != foundBits) {
                throw new KmipProtocolException(
                        "expected key material of " + lengthBits + " bits, as the server states, found " + foundBits);
            }
            return lend(answer, block, material, reader);
        } finally {
            wipe(answer);
        }
    }

    /** A key wrapped under another; one that is not wrapped after all is refused. */
    static <R extends @Nullable Object> R lendWrapped(Get.Response answer, String wrappingKeyId, KeyReader<R> reader)
            throws KmipException {
        try {
            KeyBlock block = block(answer);
            KeyWrappingData wrapping = block.keyWrappingData();
            if (wrapping == null) {
                throw new KmipProtocolException("expected a wrapped key, found one in the clear");
            }
            KeyInformation by = wrapping.encryptionKey();
            if (by == null || !by.uniqueIdentifier().equals(wrappingKeyId)) {
                throw new KmipProtocolException(
                        "expected a key wrapped under \"" + wrappingKeyId + "\", found one under another key");
            }
            return lend(answer, block, material(block), reader);
        } finally {
            wipe(answer);
        }
    }

    private static boolean isSymmetric(Get.Response answer) {
        return answer.object().objectType() == ObjectType.SYMMETRIC_KEY;
    }

    private static KeyBlock block(Get.Response answer) throws KmipProtocolException {
        if (!(answer.object() instanceof ManagedObject.Key key) || key.objectType() != answer.objectType()) {
            throw new KmipProtocolException("expected a key, found " + answer.objectType());
        }
        return key.keyBlock();
    }

    private static ByteString material(KeyBlock block) throws KmipProtocolException {
        KeyValue value = block.keyValue();
        if (value == null || value.bytes().isEmpty()) {
            throw new KmipProtocolException("the server answered no material of the key");
        }
        return value.bytes().get();
    }

    private static <R extends @Nullable Object> R lend(
            Get.Response answer, KeyBlock block, ByteString material, KeyReader<R> reader) throws KmipException {
        ByteBuffer direct = ByteBuffer.allocateDirect(material.lengthBytes());
        try {
            material.putInto(direct);
            direct.flip();
            return reader.read(
                    new ReceivedKey(answer.uniqueIdentifier(), answer.object().objectType(), block, direct));
        } finally {
            Wiping.wipe(direct);
        }
    }

    static void wipe(Get.Response answer) {
        if (answer.object() instanceof ManagedObject.Key key) {
            KeyValue value = key.keyBlock().keyValue();
            if (value instanceof KeyValue.Structured plain) {
                plain.material().wipe();
            } else if (value != null) {
                value.bytes().ifPresent(ByteString::wipe);
            }
        } else {
            ((ManagedObject.Other) answer.object()).fields().forEach(Ttlv::wipe);
        }
    }
}
