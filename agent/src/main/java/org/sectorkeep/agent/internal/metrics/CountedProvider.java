// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.metrics;

import java.util.Collection;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyProvider;
import org.sectorkeep.keys.KeyState;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.ProviderHealth;

/** A provider whose calls are counted, with how they ended. */
final class CountedProvider implements KeyProvider {
    private static final String DONE = "done";

    private final KeyProvider provider;
    private final Count count;

    /** Is told of each call. */
    @FunctionalInterface
    interface Count {
        void add(String call, String outcome);
    }

    private interface Call<T> {
        T run() throws KeyUnavailableException;
    }

    CountedProvider(KeyProvider provider, Count count) {
        this.provider = provider;
        this.count = count;
    }

    private <T> T counted(String name, Call<T> call) throws KeyUnavailableException {
        try {
            T result = call.run();
            count.add(name, DONE);
            return result;
        } catch (KeyUnavailableException e) {
            count.add(name, AgentMetrics.code(e.reason()));
            throw e;
        }
    }

    @Override
    public String id() {
        return provider.id();
    }

    @Override
    public KeyId createKek() throws KeyUnavailableException {
        return counted("create", provider::createKek);
    }

    @Override
    public Kek kek(KeyId id) throws KeyUnavailableException {
        return counted("get", () -> provider.kek(id));
    }

    @Override
    public void keks(Collection<KeyId> ids, KekReceiver receiver) {
        provider.keks(ids, new KekReceiver() {
            @Override
            public void fetched(Kek kek) {
                count.add("get", DONE);
                receiver.fetched(kek);
            }

            @Override
            public void failed(KeyId id, KeyUnavailableException failure) {
                count.add("get", AgentMetrics.code(failure.reason()));
                receiver.failed(id, failure);
            }
        });
    }

    @Override
    public KeyState state(KeyId id) throws KeyUnavailableException {
        return counted("state", () -> provider.state(id));
    }

    @Override
    public ProviderHealth probe() {
        return provider.probe();
    }

    @Override
    public ProviderHealth health() {
        return provider.health();
    }

    @Override
    public void close() {
        provider.close();
    }
}
