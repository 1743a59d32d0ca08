// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.internal.control.ControlServer;
import org.sectorkeep.agent.internal.disks.Fleet;
import org.sectorkeep.agent.internal.disks.Host;
import org.sectorkeep.agent.internal.disks.ServedDisk;
import org.sectorkeep.agent.internal.metrics.AgentMetrics;
import org.sectorkeep.agent.internal.metrics.MetricsServer;
import org.sectorkeep.agent.internal.net.SocketInUseException;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyProvider;
import org.sectorkeep.keys.SealedKekCache;
import org.sectorkeep.nbd.NbdExports;

/**
 * The process of a host that holds keys and serves disks. What cannot be opened is locked with a reason and tried again;
 * what it is told over its control socket is in {@code docs/agent.md}. All its threads are daemons. Thread-safe.
 */
public final class Agent implements Closeable {
    private static final int RETRY_THREADS = 8;
    private static final int SWEEP_HOURS = 1;

    private final AgentConfigFile file;
    private final HostKeys keys;
    private final ScheduledThreadPoolExecutor timer;
    private final ExecutorService closers = Executors.newCachedThreadPool(threads("agent-close"));
    private final Fleet fleet;
    private final NbdListeners listeners;
    private final AgentMetrics metrics;
    private final Consumer<String> log;
    private final FailureWords words;
    private final CountDownLatch stopWanted = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicInteger closing = new AtomicInteger();

    private @Nullable ControlServer control;
    private @Nullable MetricsServer metricsServer;

    private Agent(AgentConfigFile file, AgentKeys source, FailureWords words, Consumer<String> log) {
        this.file = file;
        this.log = log;
        this.words = words;
        this.metrics = new AgentMetrics();
        this.timer = new ScheduledThreadPoolExecutor(RETRY_THREADS, threads("agent-retry"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.keys = keys(file, source);
        file.config().host().apply(keys);
        NbdExports exports = new NbdExports();
        this.fleet = new Fleet(new Host(keys, exports, file.config().retry(), timer, words, log, metrics), closers);
        this.listeners = new NbdListeners(exports);
        metrics.watch(keys, fleet);
    }

    private HostKeys keys(AgentConfigFile configured, AgentKeys source) {
        HostSettings settings = configured.config().host();
        HostKeys.ProviderOpener opener = id -> settings.trust() == HostSettings.Trust.STANDARD
                ? KeyProvider.handedOver(id)
                : metrics.counting(source.open(id, metrics::serverCalled));
        Consumer<String> warnings = warning -> log.accept("warning: " + warning);
        return HostKeyCache.open(settings, configured.folder(), log)
                .map(cache -> {
                    Runnable sweep = () -> sweep(cache);
                    Object unused = timer.scheduleWithFixedDelay(sweep, SWEEP_HOURS, SWEEP_HOURS, TimeUnit.HOURS);
                    return new HostKeys(opener, warnings, cache, source.listener());
                })
                .orElseGet(() -> new HostKeys(opener, warnings, source.listener()));
    }

    private void sweep(SealedKekCache cache) {
        try {
            cache.sweep();
        } catch (IOException e) {
            log.accept("warning: the sealed key cache: " + e.getMessage());
        }
    }

    private static ThreadFactory threads(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /**
     * Starts an agent. When this returns it listens, and disks are being opened.
     *
     * @param file its configuration
     * @param control its control socket, whatever the configuration says; absolute
     * @param keys where its keys come from
     * @param words puts failures into words
     * @param log told of each event in one line, by any thread; never of a secret
     * @return the agent
     * @throws IOException if it cannot listen, also because an agent is running already
     */
    public static Agent start(
            AgentConfigFile file, Path control, AgentKeys keys, FailureWords words, Consumer<String> log)
            throws IOException {
        Agent agent = new Agent(file, keys, words, log);
        boolean started = false;
        try {
            agent.begin(control, keys);
            started = true;
            return agent;
        } finally {
            if (!started) {
                agent.close();
            }
        }
    }

    private void begin(Path socket, AgentKeys source) throws IOException {
        AgentConfig config = file.config();
        List<ServedDisk> disks = config.disks().stream().map(fleet::add).toList();
        // Before anything is opened: whoever has the control socket is the only agent.
        control = listen(socket, new AgentRequests(this, file, fleet, keys, source));
        fleet.open(disks);
        for (ListenAddress address : config.listen()) {
            log.accept("serving NBD on '" + listeners.listen(address) + "'");
        }
        if (config.metrics().isPresent()) {
            MetricsServer server = MetricsServer.start(config.metrics().get(), metrics);
            metricsServer = server;
            log.accept("metrics on '" + server.address() + "'");
        }
    }

    private static ControlServer listen(Path socket, AgentRequests requests) throws IOException {
        try {
            return new ControlServer(socket, requests);
        } catch (SocketInUseException e) {
            throw FaultException.failed(
                    "already-running",
                    String.valueOf(e.getMessage()),
                    "sectorkeep agent status says what it does; for a second one: --config FILE --socket PATH");
        }
    }

    NbdListeners listeners() {
        return listeners;
    }

    FailureWords words() {
        return words;
    }

    boolean isClosing() {
        return closing.get() > 0;
    }

    /** Lets {@link #awaitStop} return. */
    void requestStop() {
        stopWanted.countDown();
    }

    /**
     * Waits until somebody asks the agent to stop, over its control socket or by {@link #close}.
     *
     * @throws InterruptedException if the thread is interrupted
     */
    public void awaitStop() throws InterruptedException {
        stopWanted.await();
    }

    /**
     * Stops: accepts nobody any more, finishes running calls, forces what was written, and wipes all keys. Whoever calls it
     * again waits for the first.
     *
     * @throws IOException if something could not be forced or closed; the keys are wiped all the same
     */
    @Override
    public void close() throws IOException {
        stopWanted.countDown();
        if (closing.getAndIncrement() > 0) {
            await();
            return;
        }
        Duration deadline = file.config().lockDeadline();
        ControlServer last = control; // that its clients are sent away tells them that all is done
        MetricsServer first = metricsServer;
        try (last;
                keys;
                first) {
            listeners.close(deadline);
            timer.shutdownNow();
            closeDisks(deadline);
        } finally {
            closers.shutdown();
            closed.countDown();
        }
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FaultException notClosed(ServedDisk disk, Exception failure) {
        Fault said = words.describe(failure);
        return new FaultException(new Fault(
                said.type(),
                "'" + disk.disk().export() + "' was not closed well: " + said.message(),
                said.hintOrNull(),
                said.exitCode()));
    }

    private void closeDisks(Duration deadline) throws IOException {
        try {
            List<Fleet.Outcome> outcomes =
                    fleet.each(fleet.all(), ServedDisk::remove, System.nanoTime() + deadline.toNanos());
            List<FaultException> failures = outcomes.stream()
                    .flatMap(outcome -> outcome.failure().map(failure -> notClosed(outcome.disk(), failure)).stream())
                    .toList();
            failures.forEach(failure -> log.accept(String.valueOf(failure.getMessage())));
            if (!failures.isEmpty()) {
                throw failures.get(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
