// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.time.InstantSource;
import java.util.HexFormat;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.internal.local.DerivationKey;
import org.sectorkeep.keys.internal.local.KeyStore;
import org.sectorkeep.keys.internal.local.KeyStoreFile;
import org.sectorkeep.keys.internal.local.StoredKey;

/**
 * The embedded provider: KEKs are derived by id from a key in a store of this machine. The store's list is read anew at
 * each call, so that several processes see each other's keys; an id that is not in it is missing, whatever could be
 * derived from it.
 */
final class LocalKeyProvider implements KeyProvider {
    private static final int KEY_ID_BYTES = 16;

    private final String name;
    private final KeyStoreFile file;
    private final DerivationKey derivationKey;
    private final InstantSource clock;

    /** Takes the derivation key over. */
    LocalKeyProvider(String name, KeyStoreFile file, DerivationKey derivationKey, InstantSource clock) {
        this.name = name;
        this.file = file;
        this.derivationKey = derivationKey;
        this.clock = clock;
    }

    @Override
    public String id() {
        return name;
    }

    @Override
    public KeyId createKek() throws KeyUnavailableException {
        String keyId = HexFormat.of().formatHex(RandomBytes.array(KEY_ID_BYTES));
        try {
            file.append(
                    derivationKey,
                    new StoredKey(keyId, KeyState.ACTIVE.code(), clock.instant().getEpochSecond()));
        } catch (IOException e) {
            throw storeUnusable(e);
        }
        return new KeyId(name, keyId);
    }

    @Override
    public Kek kek(KeyId id) throws KeyUnavailableException {
        KeyState state = state(id);
        if (!state.mayUnwrap()) {
            throw new KeyUnavailableException(Reason.NOT_ACTIVE, "key '" + id + "' is in state " + state);
        }
        return Kek.holding(id, state, derivationKey.kek(id.keyId()));
    }

    @Override
    public KeyState state(KeyId id) throws KeyUnavailableException {
        if (!id.providerId().equals(name)) {
            throw new IllegalArgumentException("key '" + id + "' is not of provider '" + name + "'");
        }
        StoredKey key = readStore()
                .find(id.keyId())
                .orElseThrow(() -> new KeyUnavailableException(
                        Reason.MISSING_IN_PROVIDER, "key store '" + file.path() + "' never issued key '" + id + "'"));
        return KeyState.ofCode(key.stateCode());
    }

    @Override
    public ProviderHealth probe() {
        return new Probe(name)
                .check("key store", () -> readStore().keys().size() + " keys in '" + file.path() + "'")
                .check("canary key", this::useCanary)
                .health();
    }

    /** Derives and uses a key as any other; its id is never issued. */
    private String useCanary() throws KeyUnavailableException, AuthenticationException {
        KeyId id = new KeyId(name, "canary-" + HexFormat.of().formatHex(RandomBytes.array(KEY_ID_BYTES)));
        try (Kek kek = Kek.holding(id, KeyState.ACTIVE, derivationKey.kek(id.keyId()))) {
            return Probe.useCanary(kek, clock.instant());
        }
    }

    private KeyStore readStore() throws KeyUnavailableException {
        try {
            KeyStore store = file.read();
            store.verify(derivationKey);
            return store;
        } catch (IOException e) {
            throw storeUnusable(e);
        }
    }

    private KeyUnavailableException storeUnusable(IOException cause) {
        return LocalStoreFailures.unusable(name, file.path(), cause);
    }

    @Override
    public void close() {
        derivationKey.close();
    }

    /** The name, never a key. */
    @Override
    public String toString() {
        return "LocalKeyProvider[" + name + "]";
    }
}
