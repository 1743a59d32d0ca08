// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.List;
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
    private final LoadOnce<String, KeyProvider> providers = new LoadOnce<>();
    private final LoadOnce<KeyId, CachedKek> keks = new LoadOnce<>();
    private volatile boolean ended;

    /** A call to an open provider. */
    @FunctionalInterface
    interface ProviderCall<T> {
        T on(KeyProvider provider) throws KeyUnavailableException;
    }

    KeySession(HostKeys.ProviderOpener opener) {
        this.opener = opener;
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
        CachedKek fetched = new CachedKek(call(id.providerId(), provider -> provider.kek(id)));
        LOG.debug("fetched key '{}'", id);
        return fetched;
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
