// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
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
    private final Consumer<String> warnings;
    private final LoadOnce<String, KeyProvider> providers = new LoadOnce<>();
    private final LoadOnce<KeyId, CachedKek> keks = new LoadOnce<>();
    private volatile boolean ended;

    /** A call to an open provider. */
    @FunctionalInterface
    interface ProviderCall<T> {
        T on(KeyProvider provider) throws KeyUnavailableException;
    }

    KeySession(HostKeys.ProviderOpener opener, Consumer<String> warnings) {
        this.opener = opener;
        this.warnings = warnings;
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
    Kek lease(KeyId id) throws KeyUnavailableException {
        CachedKek cached = keks.get(id, this::fetch);
        while (!cached.retain()) { // its last user has just gone
            requireNotEnded("key '" + id + "'");
            Thread.onSpinWait();
            cached = keks.get(id, this::fetch);
        }
        requireNotEnded("key '" + id + "'");
        CachedKek leased = cached;
        return new LeasedKek(leased, () -> keks.remove(id, leased));
    }

    private CachedKek fetch(KeyId id) throws KeyUnavailableException {
        return cached(call(id.providerId(), provider -> provider.kek(id)));
    }

    private CachedKek cached(Kek kek) {
        LOG.debug("fetched key '{}'", kek.id());
        KekWarnings.about(kek).ifPresent(warnings);
        return new CachedKek(kek);
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
            absent.forEach(id -> failures.put(id, KeyUnavailableException.again(e)));
        }
    }

    private KeyProvider.KekReceiver receiver(Map<KeyId, KeyUnavailableException> failures) {
        return new KeyProvider.KekReceiver() {
            @Override
            public void fetched(Kek kek) {
                if (!keks.offer(kek.id(), cached(kek))) {
                    kek.close(); // somebody was faster
                }
            }

            @Override
            public void failed(KeyId id, KeyUnavailableException failure) {
                failures.put(id, failure);
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
        providers.clear(KeyProvider::close);
    }

    List<HostKeys.CachedKey> cachedKeys() {
        return keks.loaded().stream().map(CachedKek::describe).toList();
    }
}
