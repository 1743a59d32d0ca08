// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

/** When a host uses its sealed cache, if it has one. That the cache itself fails costs a warning, never a key. */
final class SealedKeks {
    /** Nobody says anything against the key: the provider is not heard, or may not be asked. */
    private static final Set<Reason> NOT_ASKED = EnumSet.of(Reason.PROVIDER_UNREACHABLE, Reason.MISSING_IN_CACHE);

    /** The provider itself says that the key opens nothing here any more. */
    private static final Set<Reason> ANSWERED =
            EnumSet.of(Reason.MISSING_IN_PROVIDER, Reason.NOT_ACTIVE, Reason.NO_PERMISSION);

    private final @Nullable SealedKekCache cache;
    private final Consumer<String> warnings;

    SealedKeks(@Nullable SealedKekCache cache, Consumer<String> warnings) {
        this.cache = cache;
        this.warnings = warnings;
    }

    private interface Act {
        void on(SealedKekCache cache) throws IOException;
    }

    private void tryTo(Act act) {
        if (cache != null) {
            try {
                act.on(cache);
            } catch (IOException e) {
                warnings.accept("the sealed key cache: " + e.getMessage());
            }
        }
    }

    /** Keeps a KEK that has just come from its provider. */
    void keep(Kek kek) {
        tryTo(present -> present.put(kek));
    }

    /** A KEK that lies sealed here, if the failure lets it be used; else the failure. */
    CachedKek instead(KeyId id, KeyUnavailableException failure) throws KeyUnavailableException {
        if (ANSWERED.contains(failure.reason())) {
            forget(id);
        }
        Optional<SealedKekCache.Found> found = NOT_ASKED.contains(failure.reason()) ? find(id) : Optional.empty();
        if (found.isEmpty()) {
            throw failure;
        }
        warnings.accept("key '" + id + "' is from the sealed cache of this host, "
                + found.get().age().toMinutes() + " minutes old: " + failure.getMessage());
        return CachedKek.unsealed(found.get());
    }

    private Optional<SealedKekCache.Found> find(KeyId id) {
        List<SealedKekCache.Found> found = new ArrayList<>();
        tryTo(present -> present.find(id).ifPresent(found::add));
        return found.stream().findFirst();
    }

    void forget(KeyId id) {
        tryTo(present -> present.remove(id));
    }

    void forgetAll() {
        tryTo(SealedKekCache::clear);
    }

    void close() {
        if (cache != null) {
            cache.close();
        }
    }
}
