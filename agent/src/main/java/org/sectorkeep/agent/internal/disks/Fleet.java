// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.sectorkeep.agent.AgentDisk;
import org.sectorkeep.agent.LockReason;
import org.sectorkeep.keys.HeldKeys;
import org.sectorkeep.keys.KeyId;

/** All disks that an agent serves. Thread-safe. */
public final class Fleet {
    private static final long UNLOCK_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final Host host;
    private final ExecutorService closers;
    private final Map<String, ServedDisk> disks = new LinkedHashMap<>();

    /** How it went with a disk that was to be locked or removed. */
    public record Outcome(ServedDisk disk, Optional<Exception> failure) {}

    /** None at first; the threads that close disks stay the caller's. */
    public Fleet(Host host, ExecutorService closers) {
        this.host = host;
        this.closers = closers;
    }

    /** Adds a disk, which is opened soon. */
    public ServedDisk add(AgentDisk disk) {
        ServedDisk served = new ServedDisk(disk, host, this::openWaiting);
        synchronized (this) {
            if (disks.putIfAbsent(disk.export(), served) != null) {
                throw new IllegalArgumentException("there is an export '" + disk.export() + "' already");
            }
        }
        return served;
    }

    /** The disk of an export or, if there is none, of a path. */
    public synchronized Optional<ServedDisk> find(String exportOrPath) {
        ServedDisk named = disks.get(exportOrPath);
        if (named != null) {
            return Optional.of(named);
        }
        return disks.values().stream()
                .filter(each -> each.disk().path().toString().equals(exportOrPath))
                .findFirst();
    }

    public synchronized List<ServedDisk> all() {
        return new ArrayList<>(disks.values());
    }

    /** Forgets a disk that was removed. */
    public synchronized void forget(ServedDisk disk) {
        disks.remove(disk.disk().export(), disk);
    }

    /** What is done with a disk. */
    @FunctionalInterface
    public interface Act {
        void on(ServedDisk disk) throws IOException;
    }

    /** Refuses calls of all these disks at once, then locks or removes them side by side; waits for them until a deadline. */
    public List<Outcome> each(List<ServedDisk> chosen, Act act, long deadlineNanos) throws InterruptedException {
        chosen.forEach(ServedDisk::refuseCalls);
        return outcomes(chosen, act, deadlineNanos);
    }

    private List<Outcome> outcomes(List<ServedDisk> chosen, Act act, long deadlineNanos) throws InterruptedException {
        List<Future<?>> tasks = new ArrayList<>();
        for (ServedDisk disk : chosen) {
            tasks.add(closers.submit(() -> {
                act.on(disk);
                return disk;
            }));
        }
        List<Outcome> outcomes = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            outcomes.add(new Outcome(chosen.get(i), failure(tasks.get(i), deadlineNanos)));
        }
        return outcomes;
    }

    /** Unlocks disks side by side; each ends within the deadlines of its key provider. */
    public List<Outcome> unlock(List<ServedDisk> chosen) throws InterruptedException {
        try (HeldKeys held = host.keys().hold(kekIds(chosen))) {
            return outcomes(chosen, disk -> disk.unlock(held.failures()), System.nanoTime() + UNLOCK_NANOS);
        }
    }

    /**
     * Opens disks in other threads, all for which that was not forbidden: their keys are fetched in as few calls as their
     * providers can do, as after a reboot.
     */
    public void open(List<ServedDisk> chosen) {
        if (!chosen.isEmpty()) {
            execute(() -> openAll(chosen));
        }
    }

    private void openAll(List<ServedDisk> chosen) {
        HeldKeys held = host.keys().hold(kekIds(chosen));
        AtomicInteger left = new AtomicInteger(chosen.size());
        chosen.forEach(disk -> execute(() -> {
            try {
                boolean unused = disk.attempt(held.failures());
            } finally {
                if (left.decrementAndGet() == 0) {
                    held.close();
                }
            }
        }));
    }

    private void execute(Runnable task) {
        try {
            host.timer().execute(task);
        } catch (RejectedExecutionException e) {
            // The agent ends, and with it all keys.
        }
    }

    /** Opens, in other threads, what waits for a key: one that could not be had may be there now. */
    public void openWaiting() {
        open(waiting());
    }

    /** Tries to open what waits for a key; answers all that was tried, opened or not. */
    public List<ServedDisk> tryWaiting() throws InterruptedException {
        List<ServedDisk> waiting = waiting();
        try (HeldKeys held = host.keys().hold(kekIds(waiting))) {
            Act attempt = disk -> {
                boolean unused = disk.attempt(held.failures());
            };
            List<Outcome> unused = outcomes(waiting, attempt, System.nanoTime() + UNLOCK_NANOS);
        }
        return waiting;
    }

    private List<ServedDisk> waiting() {
        return all().stream()
                .filter(disk -> {
                    LockReason reason = disk.status().reason();
                    return reason != null && reason.isOfKey();
                })
                .toList();
    }

    private static Set<KeyId> kekIds(List<ServedDisk> chosen) {
        Set<KeyId> ids = new LinkedHashSet<>();
        chosen.forEach(disk -> ids.addAll(disk.look()));
        return ids;
    }

    private static Optional<Exception> failure(Future<?> task, long deadlineNanos) throws InterruptedException {
        try {
            Object unused = task.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
            return Optional.empty();
        } catch (ExecutionException e) {
            return Optional.of(e.getCause() instanceof Exception cause ? cause : e);
        } catch (TimeoutException e) {
            return Optional.of(e);
        }
    }
}
