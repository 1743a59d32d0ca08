// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.AesKeyWrap;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipOperations;
import org.sectorkeep.kmip.ReceivedKey;
import org.sectorkeep.kmip.message.CryptographicAlgorithm;
import org.sectorkeep.kmip.message.KmipProtocolException;

/** Fetches keys by id, in the clear or wrapped under the host wrapping key. */
final class KeyFetching {
    private static final int KEY_BYTES = 32;
    private static final int WRAPPED_BYTES = KEY_BYTES + 8; // SP 800-38F: one semiblock more

    private final KmipOperations servers;
    private final Optional<WrappingKey> wrappingKey;

    /** The host wrapping key, which stays its owner's. */
    record WrappingKey(String id, SecretBytes key) {}

    KeyFetching(KmipOperations servers, @Nullable WrappingKey wrappingKey) {
        this.servers = servers;
        this.wrappingKey = Optional.ofNullable(wrappingKey);
    }

    /** The 32 bytes of a key, the caller's. */
    SecretBytes fetch(String id) throws KmipException, KeyUnavailableException {
        return wrappingKey.isPresent() ? fetchWrapped(id, wrappingKey.get()) : fetchPlain(servers, id);
    }

    static SecretBytes fetchPlain(KmipOperations server, String id) throws KmipException, KeyUnavailableException {
        return checked(id, server.get(id, KeyFetching::plain));
    }

    private static SecretBytes plain(ReceivedKey key) throws KmipProtocolException {
        key.requireSymmetric(CryptographicAlgorithm.AES, KEY_BYTES * Byte.SIZE);
        return SecretBytes.copyOf(key.material());
    }

    /** Whether keys can be asked for in batches: not under a wrapping key. */
    boolean takesBatches() {
        return wrappingKey.isEmpty();
    }

    /** Many keys, each given away as soon as it is there; answers why the others are not. */
    Map<String, KmipException> fetchAll(Collection<String> ids, BiConsumer<String, SecretBytes> receiver) {
        return servers.getAll(ids, key -> {
            receiver.accept(key.uniqueIdentifier(), plain(key));
            return key.uniqueIdentifier();
        });
    }

    private SecretBytes fetchWrapped(String id, WrappingKey by) throws KmipException, KeyUnavailableException {
        byte[] wrapped;
        try {
            wrapped = servers.getWrapped(id, by.id(), key -> {
                key.requireSymmetric(CryptographicAlgorithm.AES, KEY_BYTES * Byte.SIZE);
                return bytes(key.material());
            });
        } catch (KmipException e) {
            requireWrappingKey(by);
            throw e;
        }
        return unwrap(id, by, wrapped);
    }

    private static SecretBytes unwrap(String id, WrappingKey by, byte[] wrapped) throws KeyUnavailableException {
        try {
            if (wrapped.length != WRAPPED_BYTES) {
                throw new AuthenticationException();
            }
            return checked(id, AesKeyWrap.unwrap(by.key(), wrapped));
        } catch (AuthenticationException e) {
            throw new KeyUnavailableException(
                    Reason.PROVIDER_INVALID,
                    "key '" + id + "' does not open with our copy of wrapping key '" + by.id() + "'",
                    e);
        }
    }

    /** What a refused wrapped Get does not say: whether it was the wrapping key's fault. */
    private void requireWrappingKey(WrappingKey by) throws KmipException, KeyUnavailableException {
        KeyState state;
        try {
            state = KeyStates.of(servers, by.id());
        } catch (KmipException e) {
            if (Refusals.isMissing(e)) {
                throw new KeyUnavailableException(Reason.WRAPPING_KEY_MISSING, "key '" + by.id() + "'", e);
            }
            return;
        }
        if (state != KeyState.ACTIVE) {
            throw new KeyUnavailableException(
                    Reason.WRAPPING_KEY_NOT_ACTIVE, "key '" + by.id() + "' is in state " + state);
        }
    }

    private static SecretBytes checked(String id, SecretBytes key) throws KeyUnavailableException {
        if (key.lengthBytes() != KEY_BYTES) {
            int lengthBytes = key.lengthBytes();
            key.close();
            throw new KeyUnavailableException(
                    Reason.PROVIDER_INVALID, "key '" + id + "' has " + lengthBytes + " bytes, expected " + KEY_BYTES);
        }
        return key;
    }

    private static byte[] bytes(ByteBuffer material) {
        byte[] copy = new byte[material.remaining()];
        material.get(copy);
        return copy;
    }
}
