// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KeyProvider.KekReceiver;
import org.sectorkeep.keys.KeyUnavailableException.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The providers and KEKs that are open between two locks. Once ended it is never used again: whoever comes too late with
 * a provider or key just opened closes it and is told that all is locked.
 */
final class KeySession {
    private static final Logger LOG = LoggerFactory.getLogger(KeySession.class);

    private final HostKeys.ProviderOpener opener;
    private final SealedKeks sealed;
    private final Consumer<String> warnings;
    private final KeyUses uses;
    private final LoadOnce<String, KeyProvider> providers = new LoadOnce<>();
    private final LoadOnce<KeyId, CachedKek> keks = new LoadOnce<>();
    /** The control plane's own handles of the KEKs that it handed over. */
    private final Map<KeyId, Kek> handed = new ConcurrentHashMap<>();

    private volatile boolean ended;

    /** A call to an open provider. */
    @FunctionalInterface
    interface ProviderCall<T> {
        T on(KeyProvider provider) throws KeyUnavailableException;
    }

    KeySession(HostKeys.ProviderOpener opener, SealedKeks sealed, Consumer<String> warnings, KeyUses uses) {
        this.opener = opener;
        this.sealed = sealed;
        this.warnings = warnings;
        this.uses = uses;
    }

    /** Calls a provider, opening it first if it is not open. */
    <T> T call(String providerId, ProviderCall<T> call) throws KeyUnavailableException {
        KeyProvider provider = providers.get(providerId, opener::open);
        requireNotEnded("provider '" + providerId + "'");
        try {
            return call.on(provider);
        } catch (KeyUnavailableException | IllegalStateException e) {
            if (ended) { // the provider was closed under the call
                throw new KeyUnavailableException(Reason.LOCKED, "provider '" + providerId + "'", e);
            }
            throw e;
        }
    }

    /** A handle of a KEK, fetched first if nobody uses it now. */
    Kek lease(KeyId id, @Nullable Path object) throws KeyUnavailableException {
        Kek lease = leased(keks.get(id, this::fetch), object);
        while (lease == null) { // its last user has just gone
            requireNotEnded("key '" + id + "'");
            Thread.onSpinWait();
            lease = leased(keks.get(id, this::fetch), object);
        }
        requireNotEnded("key '" + id + "'");
        return lease;
    }

    /** Whether a KEK is here, or on its way. */
    boolean has(KeyId id) {
        return keks.has(id);
    }

    /** Holds a KEK that was handed to this host until it is taken back, in use or not. It belongs to this from now on. */
    void hold(Kek kek) throws KeyUnavailableException {
        CachedKek mine = cached(kek);
        boolean taken = false;
        try {
            Kek lease = null;
            while (lease == null) {
                requireNotEnded("key '" + kek.id() + "'");
                taken = keks.offer(kek.id(), mine);
                lease = taken ? leased(mine, null) : present(kek.id());
            }
            Kek former = handed.put(kek.id(), lease);
            if (former != null) {
                former.close();
            }
            requireNotEnded("key '" + kek.id() + "'");
        } finally {
            if (!taken) {
                kek.close(); // it was here already, or all is locked
            }
        }
    }

    /** A handle of a KEK that is here; null if it has gone meanwhile. */
    private @Nullable Kek present(KeyId id) {
        try {
            CachedKek cached = keks.get(id, this::fetch);
            return leased(cached, null);
        } catch (KeyUnavailableException e) {
            return null; // the fetch that was under way has failed
        }
    }

    private @Nullable Kek leased(CachedKek cached, @Nullable Path object) {
        return cached.retain()
                ? new LeasedKek(
                        cached,
                        this::requireMayWrap,
                        uses,
                        object,
                        () -> keks.remove(cached.kek().id(), cached))
                : null;
    }

    /** A key that was fetched a while ago wraps nothing new unless its provider still says that it may. */
    private void requireMayWrap(CachedKek cached) throws KeyUnavailableException {
        KeyId id = cached.kek().id();
        if (cached.isFresh() || handed.containsKey(id)) { // what is handed over is the control plane's matter
            return;
        }
        KeyState now = call(id.providerId(), provider -> provider.state(id));
        if (!now.mayWrap()) {
            throw new KeyUnavailableException(
                    Reason.NOT_ACTIVE, "key '" + id + "' is in state " + now + " and wraps no new data keys");
        }
    }

    /** Lets go of a KEK that was handed over: it goes when nobody uses it. */
    void letGo(KeyId id) {
        Kek lease = handed.remove(id);
        if (lease != null) {
            lease.close();
        }
        sealed.forget(id); // also what was handed over before this host started
    }

    private CachedKek fetch(KeyId id) throws KeyUnavailableException {
        try {
            return cached(call(id.providerId(), provider -> provider.kek(id)));
        } catch (KeyUnavailableException e) {
            return instead(id, e);
        }
    }

    /** A KEK that lies sealed on this host, in the place of one that its provider cannot give. */
    private CachedKek instead(KeyId id, KeyUnavailableException failure) throws KeyUnavailableException {
        CachedKek found = sealed.instead(id, failure);
        uses.note(KeyUse.fetch(id));
        return found;
    }

    private CachedKek cached(Kek kek) {
        LOG.debug("fetched key '{}'", kek.id());
        uses.note(KeyUse.fetch(kek.id()));
        KekWarnings.about(kek).ifPresent(warnings);
        sealed.keep(kek);
        if (ended) {
            sealed.forget(kek.id()); // whoever locked may have emptied the cache before
        }
        return CachedKek.fetched(kek);
    }

    /** Fetches all of one provider that are not here, as many in one call as it can. Those that fail are told. */
    void fetchAll(String providerId, Collection<KeyId> ids, Map<KeyId, KeyUnavailableException> failures) {
        List<KeyId> absent = ids.stream().filter(id -> !keks.has(id)).toList();
        try {
            call(providerId, provider -> {
                provider.keks(absent, receiver(failures));
                return absent;
            });
        } catch (KeyUnavailableException e) {
            KekReceiver receiver = receiver(failures);
            absent.forEach(id -> receiver.failed(id, KeyUnavailableException.again(e)));
        } finally {
            if (ended) {
                end(); // what came meanwhile
            }
        }
    }

    private KekReceiver receiver(Map<KeyId, KeyUnavailableException> failures) {
        return new KekReceiver() {
            @Override
            public void fetched(Kek kek) {
                if (!keks.offer(kek.id(), cached(kek))) {
                    kek.close(); // somebody was faster
                }
            }

            @Override
            public void failed(KeyId id, KeyUnavailableException failure) {
                try {
                    CachedKek found = instead(id, failure);
                    if (!keks.offer(id, found)) {
                        found.wipe();
                    }
                } catch (KeyUnavailableException e) {
                    failures.put(id, e);
                }
            }
        };
    }

    private void requireNotEnded(String what) throws KeyUnavailableException {
        if (ended) {
            end();
            throw new KeyUnavailableException(Reason.LOCKED, what);
        }
    }

    /** Wipes all KEKs and closes all providers, also those that are just being opened. */
    void end() {
        ended = true;
        keks.clear(CachedKek::lock);
        handed.clear();
        providers.clear(KeyProvider::close);
    }

    List<HostKeys.CachedKey> cachedKeys() {
        return keks.loaded().stream().map(CachedKek::describe).toList();
    }
}
