// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
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
    private static final int LOOKING_THREADS = 8;
    private static final long LOOK_SECONDS = 5;
    private static final long MOST_HELD_SECONDS = 600;

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
            execute(closers, () -> openAll(chosen)); // not in a thread that others are tried in: storage may hang
        }
    }

    private void openAll(List<ServedDisk> chosen) {
        HeldKeys held;
        try {
            held = host.keys().hold(kekIds(chosen));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the agent ends
            return;
        } catch (RuntimeException e) { // then each gets its own
            host.log().accept("keys could not be fetched together: " + e);
            chosen.forEach(disk -> execute(host.timer(), () -> {
                boolean unused = disk.attempt(Map.of());
            }));
            return;
        }
        Runnable release = held::close; // else one disk whose storage hangs would keep the keys of all
        Executor later = task -> {
            Object unused = host.timer().schedule(task, MOST_HELD_SECONDS, TimeUnit.SECONDS);
        };
        execute(later, release);
        AtomicInteger left = new AtomicInteger(chosen.size());
        chosen.forEach(disk -> execute(host.timer(), () -> {
            try {
                boolean unused = disk.attempt(held.failures());
            } finally {
                if (left.decrementAndGet() == 0) {
                    held.close();
                }
            }
        }));
    }

    private static void execute(Executor executor, Runnable task) {
        try {
            executor.execute(task);
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

    /** The keys of these disks. Those whose storage hangs keep the others waiting for a moment only. */
    private Set<KeyId> kekIds(List<ServedDisk> chosen) throws InterruptedException {
        Set<KeyId> ids = ConcurrentHashMap.newKeySet();
        Queue<ServedDisk> left = new ConcurrentLinkedQueue<>(chosen);
        CountDownLatch looked = new CountDownLatch(chosen.size());
        Runnable look = () -> {
            for (ServedDisk disk = left.poll(); disk != null; disk = left.poll()) {
                try {
                    ids.addAll(disk.look());
                } finally {
                    looked.countDown();
                }
            }
        };
        for (int i = 0; i < Math.min(LOOKING_THREADS, chosen.size()); i++) {
            execute(closers, look);
        }
        long before = 1L + chosen.size();
        while (looked.getCount() < before) { // as long as any of them gets on
            before = looked.getCount();
            if (looked.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
                break;
            }
        }
        return Set.copyOf(ids);
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
