// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyProvider;
import org.sectorkeep.keys.KeyServerListener;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.sectorkeep.keys.ProviderHealth;

/** A key provider in memory that can fail for any reason. */
final class MemoryKeys implements AgentKeys, KeyProvider {
    static final String ID = "test";

    private final Map<KeyId, SecretBytes> keys = new ConcurrentHashMap<>();
    private final AtomicInteger created = new AtomicInteger();
    private final CountDownLatch asked = new CountDownLatch(1);
    /** How often keys were asked for, one or many at a time. */
    final AtomicInteger fetches = new AtomicInteger();

    private volatile @Nullable Reason failing;

    HostKeys hostKeys() {
        return new HostKeys(id -> this);
    }

    void fail(Reason reason) {
        failing = reason;
    }

    void work() {
        failing = null;
    }

    SecretBytes copyOf(KeyId id) {
        return Objects.requireNonNull(keys.get(id)).copy();
    }

    /** Waits until a key was asked for in vain. */
    void awaitFailure() throws InterruptedException {
        asked.await();
    }

    private void requireWorking() throws KeyUnavailableException {
        Reason reason = failing;
        if (reason != null) {
            asked.countDown();
            throw new KeyUnavailableException(reason, "provider '" + ID + "'");
        }
    }

    @Override
    public KeyProvider open(String providerId, KeyServerListener listener) throws KeyUnavailableException {
        if (!providerId.equals(ID)) {
            throw new KeyUnavailableException(Reason.PROVIDER_INVALID, "no provider '" + providerId + "'");
        }
        return this;
    }

    @Override
    public String defaultProvider() {
        return ID;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public KeyId createKek() throws KeyUnavailableException {
        requireWorking();
        KeyId id = new KeyId(ID, "kek-" + created.incrementAndGet());
        keys.put(id, SecretBytes.random(32));
        return id;
    }

    @Override
    public Kek kek(KeyId id) throws KeyUnavailableException {
        fetches.incrementAndGet();
        return held(id);
    }

    @Override
    public void keks(Collection<KeyId> ids, KekReceiver receiver) {
        if (!ids.isEmpty()) {
            fetches.incrementAndGet();
        }
        for (KeyId id : ids) {
            try {
                receiver.fetched(held(id));
            } catch (KeyUnavailableException e) {
                receiver.failed(id, e);
            }
        }
    }

    private Kek held(KeyId id) throws KeyUnavailableException {
        requireWorking();
        SecretBytes key = keys.get(id);
        if (key == null) {
            throw new KeyUnavailableException(Reason.MISSING_IN_PROVIDER, id.toString());
        }
        return Kek.holding(id, KeyState.ACTIVE, key.copy());
    }

    @Override
    public KeyState state(KeyId id) {
        return KeyState.ACTIVE;
    }

    @Override
    public ProviderHealth probe() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        // The keys stay: a host opens the provider again after a lock.
    }
}
