// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyProvider;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.ProviderHealth;

/** A key provider that keeps its keys in memory and counts what it is asked. */
public final class TestKeys implements KeyProvider {
    public static final String ID = "test";
    public static final KeyId FIXED_KEK = new KeyId(ID, "fixed");

    private final Map<KeyId, SecretBytes> keys = new ConcurrentHashMap<>();
    private final AtomicInteger created = new AtomicInteger();
    private volatile boolean reachable = true;

    public TestKeys() {}

    /** Host keys with one such provider. */
    public static HostKeys host() {
        return new TestKeys().hostKeys();
    }

    /** A provider with one KEK, the same in every process. */
    public static TestKeys withFixedKek() {
        TestKeys provider = new TestKeys();
        provider.keys.put(FIXED_KEK, SecretBytes.copyOf(TestDisks.randomBytes(1, 32)));
        return provider;
    }

    /** Host keys with this provider. */
    public HostKeys hostKeys() {
        return new HostKeys(providerId -> this);
    }

    public int createdCount() {
        return created.get();
    }

    public void unplug() {
        reachable = false;
    }

    public void plugIn() {
        reachable = true;
    }

    /** Destroys all KEKs but these, as somebody does who thinks that nothing needs them. */
    public void destroyAllBut(Collection<KeyId> needed) {
        keys.keySet().retainAll(needed);
    }

    /** A copy of a KEK, for tests that look for it. */
    SecretBytes copyOf(KeyId id) {
        return Objects.requireNonNull(keys.get(id)).copy();
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public KeyId createKek() throws KeyUnavailableException {
        requireReachable();
        KeyId id = new KeyId(ID, "kek-" + created.incrementAndGet());
        keys.put(id, SecretBytes.random(32));
        return id;
    }

    @Override
    public Kek kek(KeyId id) throws KeyUnavailableException {
        requireReachable();
        SecretBytes key = keys.get(id);
        if (key == null) {
            throw new KeyUnavailableException(KeyUnavailableException.Reason.MISSING_IN_PROVIDER, id.toString());
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

    private void requireReachable() throws KeyUnavailableException {
        if (!reachable) {
            throw new KeyUnavailableException(KeyUnavailableException.Reason.PROVIDER_UNREACHABLE, ID);
        }
    }
}
