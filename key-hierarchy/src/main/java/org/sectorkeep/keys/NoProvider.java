// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.List;
import org.sectorkeep.keys.KeyUnavailableException.Reason;

/** Stands for a provider that a host may not ask: its keys are handed to the host, or missing. */
final class NoProvider implements KeyProvider {
    private final String name;

    NoProvider(String name) {
        this.name = name;
    }

    private static KeyUnavailableException missing(String what) {
        return new KeyUnavailableException(
                Reason.MISSING_IN_CACHE, what + ": this host is handed its keys by the control plane");
    }

    @Override
    public String id() {
        return name;
    }

    @Override
    public KeyId createKek() throws KeyUnavailableException {
        throw missing("a new key of provider '" + name + "'");
    }

    @Override
    public Kek kek(KeyId id) throws KeyUnavailableException {
        throw missing("key '" + id + "'");
    }

    @Override
    public KeyState state(KeyId id) throws KeyUnavailableException {
        throw missing("the state of key '" + id + "'");
    }

    @Override
    public ProviderHealth probe() {
        String detail = "this host is handed its keys by the control plane";
        return new ProviderHealth(name, List.of(new ProviderHealth.Check(null, "asked", false, detail, 0)));
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
