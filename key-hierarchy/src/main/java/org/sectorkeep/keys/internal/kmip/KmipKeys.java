// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.KmipKeyUse;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipOperations;
import org.sectorkeep.kmip.message.KmipOperationException;

/** What a KMIP provider does with keys, by their ids. Safe for use by many threads. */
public final class KmipKeys implements AutoCloseable {
    private final KeyServers servers;
    private final ProviderSecrets secrets;
    private final KmipKeyUse use;
    private final KeyMaking making;
    private final KeyFetching fetching;

    /** Takes servers and secrets over; {@code warnings} is told, in one line each, what to worry about. */
    public KmipKeys(KeyServers servers, ProviderSecrets secrets, KmipKeyUse use, Consumer<String> warnings) {
        this.servers = servers;
        this.secrets = secrets;
        this.use = use;
        this.making = new KeyMaking(servers, warnings);
        this.fetching = fetchingFrom(servers.all());
    }

    /** How keys are fetched, from one server or from all as one. */
    KeyFetching fetchingFrom(KmipOperations server) {
        return new KeyFetching(
                server,
                use instanceof KmipKeyUse.FetchedWrapped wrapped
                        ? new KeyFetching.WrappingKey(
                                wrapped.wrappingKeyId(), secrets.wrappingKey().orElseThrow())
                        : null);
    }

    /** Who gets the keys of a batch. */
    public interface Receiver {
        /** A key with its state; the bytes are the receiver's. */
        void fetched(String id, KeyState state, SecretBytes key);

        /** A key that cannot be had. */
        void failed(String id, KeyUnavailableException failure);
    }

    /** Makes an active key. */
    public String make() throws KeyUnavailableException {
        return making.make();
    }

    /** The state of a key. */
    public KeyState state(String id) throws KeyUnavailableException {
        try {
            return KeyStates.of(servers.all(), id);
        } catch (KmipException e) {
            throw Refusals.of("key '" + id + "'", e);
        }
    }

    /** The state of a key that is about to be used: one that is pre-active is activated. */
    private KeyState stateForUse(String id) throws KeyUnavailableException {
        KeyState state = state(id);
        if (state != KeyState.PRE_ACTIVE) {
            return state;
        }
        try {
            KeyStates.activate(servers.all(), id);
        } catch (KmipException e) {
            throw Refusals.of("key '" + id + "' could not be activated", e);
        }
        return KeyState.ACTIVE;
    }

    /** The bytes of a key, the caller's. */
    public SecretBytes fetch(String id) throws KeyUnavailableException {
        try {
            return fetching.fetch(id);
        } catch (KmipException e) {
            throw Refusals.of("key '" + id + "'", e);
        }
    }

    /** Many keys with their states, in few calls where the server and the way of use allow it. */
    public void fetchAll(Collection<String> ids, Receiver receiver) {
        Map<String, KeyState> states = KeyStates.of(servers.each(), ids);
        List<String> usable =
                ids.stream().filter(id -> mayUnwrap(states.get(id))).toList();
        Set<String> done = new HashSet<>();
        if (fetching.takesBatches()) {
            fetching.fetchAll(usable, (id, key) -> {
                done.add(id);
                receiver.fetched(id, Objects.requireNonNull(states.get(id)), key);
            });
        }
        ids.stream().filter(id -> !done.contains(id)).forEach(id -> fetchOne(id, receiver));
    }

    private static boolean mayUnwrap(@Nullable KeyState state) {
        return state != null && state.mayUnwrap();
    }

    private void fetchOne(String id, Receiver receiver) {
        try {
            KeyState state = usable(id);
            receiver.fetched(id, state, fetch(id));
        } catch (KeyUnavailableException e) {
            receiver.failed(id, e);
        }
    }

    /** The state of a key that opens envelopes in it; any other is refused. */
    public KeyState usable(String id) throws KeyUnavailableException {
        KeyState state = stateForUse(id);
        if (!state.mayUnwrap()) {
            throw new KeyUnavailableException(Reason.NOT_ACTIVE, "key '" + id + "' is in state " + state);
        }
        return state;
    }

    /** Nonce, ciphertext and tag of what the server encrypts under a key. */
    public byte[] encrypt(String id, byte[] nonce, byte[] associatedData, SecretBytes plaintext)
            throws KeyUnavailableException {
        try {
            return ServerGcm.encrypt(servers.all(), id, nonce, associatedData, plaintext);
        } catch (KmipException e) {
            throw refused(id, e);
        }
    }

    /**
     * What the server decrypts under a key.
     *
     * @throws AuthenticationException if the server says that it is not what it encrypted
     */
    public SecretBytes decrypt(String id, byte[] associatedData, byte[] sealed)
            throws AuthenticationException, KeyUnavailableException {
        try {
            return ServerGcm.decrypt(servers.all(), id, associatedData, sealed);
        } catch (KmipException e) {
            throw refused(id, e);
        }
    }

    /** What a server means that refuses to work with a key: its state, if that is not active. */
    private KeyUnavailableException refused(String id, KmipException failure) {
        if (failure instanceof KmipOperationException) {
            try {
                KeyState state = KeyStates.of(servers.all(), id);
                if (state != KeyState.ACTIVE) {
                    return new KeyUnavailableException(
                            Reason.NOT_ACTIVE,
                            "key '" + id + "' is in state " + state + ": " + failure.getMessage(),
                            failure);
                }
            } catch (KmipException | KeyUnavailableException e) {
                failure.addSuppressed(e);
            }
        }
        return Refusals.of("key '" + id + "'", failure);
    }

    /** The servers, for whoever looks at each. */
    public KeyServers servers() {
        return servers;
    }

    /** How keys are used. */
    public KmipKeyUse use() {
        return use;
    }

    @Override
    public void close() {
        servers.close();
        secrets.close();
    }
}
