// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.metrics;

import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.sectorkeep.agent.LockReason;
import org.sectorkeep.agent.internal.disks.Fleet;
import org.sectorkeep.agent.internal.disks.Host;
import org.sectorkeep.agent.internal.disks.IoMeter;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyProvider;
import org.sectorkeep.keys.KeyServerListener;

/**
 * What an agent counts. Labels are names from the configuration, key ids and closed lists, never anything that a client
 * sends. Thread-safe.
 */
public final class AgentMetrics implements Host.Meters {
    private static final double[] LATENCY_BOUNDS_SECONDS = {0.0001, 0.0005, 0.002, 0.01, 0.05, 0.25, 1, 5};
    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Counter bytes = Counter.builder()
            .name("sectorkeep_io_bytes_total")
            .help("Bytes that clients read and wrote")
            .labelNames("export", "direction")
            .register(registry);
    private final Histogram latency = Histogram.builder()
            .name("sectorkeep_io_seconds")
            .help("How long calls of clients took, and how many there were")
            .labelNames("export", "direction")
            .classicOnly()
            .classicUpperBounds(LATENCY_BOUNDS_SECONDS)
            .register(registry);
    private final Counter refused = Counter.builder()
            .name("sectorkeep_io_errors_total")
            .help("Calls of clients that ended with an error")
            .labelNames("export", "direction", "outcome")
            .register(registry);
    private final Counter providerCalls = Counter.builder()
            .name("sectorkeep_key_provider_calls_total")
            .help("Calls to key providers")
            .labelNames("provider", "call", "outcome")
            .register(registry);
    private final Counter serverCalls = Counter.builder()
            .name("sectorkeep_kms_calls_total")
            .help("Calls to key servers, by server")
            .labelNames("provider", "server", "operation", "outcome")
            .register(registry);
    private final Histogram serverLatency = Histogram.builder()
            .name("sectorkeep_kms_seconds")
            .help("How long calls to key servers took")
            .labelNames("provider", "server")
            .classicOnly()
            .classicUpperBounds(LATENCY_BOUNDS_SECONDS)
            .register(registry);
    private final Counter locks = Counter.builder()
            .name("sectorkeep_locks_total")
            .help("How often disks were locked, or could not be opened for another reason than before")
            .labelNames("reason")
            .register(registry);

    /** Counts what a provider is asked. */
    public KeyProvider counting(KeyProvider provider) {
        return new CountedProvider(
                provider,
                (call, outcome) ->
                        providerCalls.labelValues(provider.id(), call, outcome).inc());
    }

    /** A call to a key server has ended. */
    public void serverCalled(KeyServerListener.Call call) {
        String outcome = call.failure().map(AgentMetrics::code).orElse("answered");
        serverCalls
                .labelValues(call.providerId(), call.server(), call.operation(), outcome)
                .inc();
        serverLatency
                .labelValues(call.providerId(), call.server())
                .observe(call.took().toNanos() / NANOS);
    }

    /** Tells also, whenever it is asked, which keys are held and how it is with the disks. */
    public void watch(HostKeys keys, Fleet fleet) {
        StateGauges.register(registry, keys, fleet);
    }

    @Override
    public void locked(LockReason reason) {
        locks.labelValues(reason.code()).inc();
    }

    private record Points(CounterDataPoint bytes, DistributionDataPoint seconds) {}

    @Override
    public IoMeter of(String export) {
        Map<IoMeter.Kind, Points> points = new EnumMap<>(IoMeter.Kind.class);
        for (IoMeter.Kind kind : IoMeter.Kind.values()) {
            points.put(
                    kind, new Points(bytes.labelValues(export, code(kind)), latency.labelValues(export, code(kind))));
        }
        return (kind, outcome, lengthBytes, nanos) -> {
            Points found = Objects.requireNonNull(points.get(kind));
            found.seconds().observe(nanos / NANOS);
            if (outcome == IoMeter.Outcome.DONE) {
                found.bytes().inc(lengthBytes);
            } else {
                refused.labelValues(export, code(kind), code(outcome)).inc();
            }
        };
    }

    static String code(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Writes all in Prometheus' text form, version 0.0.4. */
    void write(OutputStream target) throws IOException {
        PrometheusTextFormatWriter.create().write(target, registry.scrape());
    }
}
