// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.sectorkeep.crypto.BugException;

/**
 * Values that are loaded once however many threads ask for them at the same time. A load that fails, fails for all who
 * wait for it and is forgotten; the next to ask tries anew. Safe for use by many threads.
 */
final class LoadOnce<K, V> {
    private final Map<K, CompletableFuture<V>> loads = new ConcurrentHashMap<>();

    /** Gets a value that is not here yet. */
    @FunctionalInterface
    interface Loader<K, V> {
        V load(K key) throws KeyUnavailableException;
    }

    /** The value, loaded by this thread or by another that came first. */
    V get(K key, Loader<K, V> loader) throws KeyUnavailableException {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> load = loads.putIfAbsent(key, mine);
        if (load == null) {
            load = mine;
            load(key, mine, loader);
        }
        try {
            return load.join();
        } catch (CompletionException e) {
            throw failure(e);
        }
    }

    /** Adds a value that was loaded in another way; answers whether there was none, else the value stays the caller's. */
    boolean offer(K key, V value) {
        return loads.putIfAbsent(key, CompletableFuture.completedFuture(value)) == null;
    }

    /** Whether a value is here, or on its way. */
    boolean has(K key) {
        return loads.containsKey(key);
    }

    private void load(K key, CompletableFuture<V> mine, Loader<K, V> loader) {
        try {
            mine.complete(loader.load(key));
        } catch (KeyUnavailableException | RuntimeException e) {
            loads.remove(key, mine);
            mine.completeExceptionally(e);
        } finally {
            if (!mine.isDone()) { // an Error passes through: nobody may wait for ever
                loads.remove(key, mine);
                mine.completeExceptionally(new BugException("loading '" + key + "' ended without an answer"));
            }
        }
    }

    /** A new exception for each who waited, so that no stack trace is shared. */
    private static KeyUnavailableException failure(CompletionException failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof KeyUnavailableException unavailable) {
            return KeyUnavailableException.again(unavailable);
        }
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        throw failure;
    }

    /** Forgets one value. */
    void remove(K key, V value) {
        CompletableFuture<V> load = loads.get(key);
        if (load != null && load.isDone() && !load.isCompletedExceptionally() && load.join() == value) {
            loads.remove(key, load);
        }
    }

    /** Forgets everything; each value is given to {@code closer}, at once or as soon as its load ends. */
    void clear(Consumer<V> closer) {
        for (K key : List.copyOf(loads.keySet())) {
            CompletableFuture<V> load = loads.remove(key);
            if (load != null) {
                CompletableFuture<Void> unused = load.thenAccept(closer); // a load that failed has nothing to close
            }
        }
    }

    /** What is loaded now. */
    List<V> loaded() {
        List<V> values = new ArrayList<>();
        for (CompletableFuture<V> load : loads.values()) {
            if (load.isDone() && !load.isCompletedExceptionally()) {
                values.add(load.join());
            }
        }
        return values;
    }
}
