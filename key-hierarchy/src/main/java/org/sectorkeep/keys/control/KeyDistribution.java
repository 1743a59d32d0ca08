// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sectorkeep.keys.HandedKek;
import org.sectorkeep.keys.HeldKeys;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyDelivery;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyUnavailableException;

/**
 * Standard trust: the control plane gets KEKs by their ids and hands them to every host of a cluster that may hold keys. It
 * keeps none of them itself. Thread-safe.
 */
public final class KeyDistribution {
    private final HostDirectory hosts;
    private final HostKeys keys;
    private final KeyDelivery delivery;

    /**
     * What became of a delivery.
     *
     * @param delivered the hosts that have all keys now
     * @param refused hosts that have not, each with the reason; they get them by the next delivery
     * @param missing keys that could not be had, each with the reason
     */
    public record Outcome(
            List<String> delivered, Map<String, IOException> refused, Map<KeyId, KeyUnavailableException> missing) {}

    /**
     * A control plane that hands out keys.
     *
     * @param hosts who is in which cluster, and may hold keys
     * @param keys how the control plane gets keys; stays the caller's
     * @param delivery how they come to hosts; stays the caller's
     */
    public KeyDistribution(HostDirectory hosts, HostKeys keys, KeyDelivery delivery) {
        this.hosts = hosts;
        this.keys = keys;
        this.delivery = delivery;
    }

    /**
     * Makes a new KEK and hands it to all hosts of a cluster.
     *
     * @param providerId the provider that makes it
     * @param cluster the cluster's name
     * @return its id; a host that could not be reached gets it by the next {@link #deliver}
     * @throws KeyUnavailableException if no key could be made
     * @throws IOException if the directory cannot be read
     */
    public KeyId createKek(String providerId, String cluster) throws IOException {
        KeyId id = keys.createKek(providerId);
        deliver(cluster, List.of(id));
        return id;
    }

    /**
     * Gets KEKs in as few calls to their providers as these can do, and hands them to all hosts of a cluster that are
     * {@link org.sectorkeep.keys.HostState#SAFE safe}; one that cannot be reached does not keep the others from them.
     *
     * @param cluster the cluster's name
     * @param ids the keys' ids
     * @return what became of it
     * @throws IOException if the directory cannot be read
     */
    public Outcome deliver(String cluster, Collection<KeyId> ids) throws IOException {
        List<KnownHost> receivers = hosts.ofCluster(cluster);
        List<HandedKek> onTheirWay = new ArrayList<>();
        try (HeldKeys held = keys.hold(ids)) {
            Map<KeyId, KeyUnavailableException> missing = new LinkedHashMap<>(held.failures());
            for (KeyId id : held.ids()) {
                try {
                    onTheirWay.add(keys.copyForHandover(id));
                } catch (KeyUnavailableException e) {
                    missing.put(id, e);
                }
            }
            return deliver(receivers, onTheirWay, missing);
        } finally {
            onTheirWay.forEach(HandedKek::close);
        }
    }

    private Outcome deliver(
            List<KnownHost> receivers, List<HandedKek> onTheirWay, Map<KeyId, KeyUnavailableException> missing) {
        List<String> delivered = new ArrayList<>();
        Map<String, IOException> refused = new LinkedHashMap<>();
        for (KnownHost host : receivers) {
            if (!host.state().mayReceiveKeys()) {
                refused.put(
                        host.name(),
                        new IOException(
                                "host '" + host.name() + "' is " + host.state().text()));
                continue;
            }
            try {
                delivery.deliver(host.name(), onTheirWay);
                delivered.add(host.name());
            } catch (IOException e) {
                refused.put(host.name(), e);
            }
        }
        return new Outcome(List.copyOf(delivered), Map.copyOf(refused), Map.copyOf(missing));
    }

    /**
     * Takes keys back from all hosts of a cluster.
     *
     * @param cluster the cluster's name
     * @param ids the keys' ids
     * @return the hosts that could not be told, each with the reason
     * @throws IOException if the directory cannot be read
     */
    public Map<String, IOException> withdraw(String cluster, Collection<KeyId> ids) throws IOException {
        Map<String, IOException> failures = new LinkedHashMap<>();
        for (KnownHost host : hosts.ofCluster(cluster)) {
            try {
                delivery.withdraw(host.name(), ids);
            } catch (IOException e) {
                failures.put(host.name(), e);
            }
        }
        return failures;
    }
}
