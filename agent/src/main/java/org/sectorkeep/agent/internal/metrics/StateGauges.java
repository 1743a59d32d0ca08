// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.metrics;

import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Map;
import org.sectorkeep.agent.LockReason;
import org.sectorkeep.agent.internal.disks.Fleet;
import org.sectorkeep.agent.internal.disks.Operation;
import org.sectorkeep.agent.internal.disks.ServedDisk;
import org.sectorkeep.keys.HostKeys;

/** What is told as it is at the moment of being asked. */
final class StateGauges {
    private StateGauges() {}

    static void register(PrometheusRegistry registry, HostKeys keys, Fleet fleet) {
        GaugeWithCallback.builder()
                .name("sectorkeep_key_age_seconds")
                .help("How long ago each KEK that is held was fetched")
                .labelNames("provider", "key")
                .callback(gauge -> keys.cachedKeys()
                        .forEach(key -> gauge.call(
                                key.age().toMillis() / 1e3,
                                key.id().providerId(),
                                key.id().keyId())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("sectorkeep_keys_held")
                .help("How many KEKs are held")
                .callback(gauge -> gauge.call(keys.cachedKeys().size()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("sectorkeep_disks_served")
                .help("How many disks are open")
                .callback(gauge -> gauge.call(fleet.all().stream()
                        .filter(disk -> disk.status().state() == ServedDisk.State.SERVED)
                        .mapToDouble(disk -> 1)
                        .sum()))
                .register(registry);
        GaugeWithCallback.builder()
                .name("sectorkeep_disks_locked")
                .help("How many disks are locked, by reason")
                .labelNames("reason")
                .callback(gauge -> locked(fleet).forEach((reason, count) -> gauge.call(count, reason.code())))
                .register(registry);
        GaugeWithCallback.builder()
                .name("sectorkeep_operation_ratio")
                .help("How far an operation in place is, from 0 to 1")
                .labelNames("export", "operation")
                .callback(gauge -> operations(gauge, fleet))
                .register(registry);
    }

    private static Map<LockReason, Integer> locked(Fleet fleet) {
        Map<LockReason, Integer> counts = new EnumMap<>(LockReason.class);
        for (ServedDisk disk : fleet.all()) {
            LockReason reason = disk.status().reason();
            if (reason != null) {
                counts.merge(reason, 1, Integer::sum);
            }
        }
        return counts;
    }

    private static void operations(GaugeWithCallback.Callback gauge, Fleet fleet) {
        for (ServedDisk disk : fleet.all()) {
            Operation operation = disk.status().operation();
            if (operation != null) {
                double total = Math.max(1, operation.totalBytes());
                gauge.call(
                        operation.doneBytes() / total,
                        disk.disk().export(),
                        operation.kind().code());
            }
        }
    }
}
