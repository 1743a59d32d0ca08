// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps other processes, and other threads of this one, from changing the same files. The file is empty and stays. Within
 * the process a lock of its own comes first, since the system drops a file lock when any channel to the file is closed.
 */
public final class LockFile implements AutoCloseable {
    private static final Map<Path, ReentrantLock> IN_PROCESS = new ConcurrentHashMap<>();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_MILLIS = 20;

    /** What is done under the lock. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException;
    }

    private final FileChannel channel;
    private final ReentrantLock inProcess;

    private LockFile(FileChannel channel, ReentrantLock inProcess) {
        this.channel = channel;
        this.inProcess = inProcess;
    }

    /**
     * Waits for the lock, at most ten seconds, and holds it for one action, which must not ask for it again.
     *
     * @throws FileSystemException if another process or thread held it all the time
     */
    @SuppressWarnings("try") // held, not used
    public static void holding(Path file, Action action) throws IOException {
        try (LockFile lock = acquire(file, PATIENCE)) {
            action.run();
        }
    }

    static LockFile acquire(Path file, Duration patience) throws IOException {
        Path absolute = file.toAbsolutePath().normalize();
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        ReentrantLock inProcess = IN_PROCESS.computeIfAbsent(absolute, path -> new ReentrantLock());
        try {
            if (!inProcess.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw held(file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw held(file);
        }
        boolean locked = false;
        try {
            LockFile lock = new LockFile(lockedChannel(file, deadlineNanos), inProcess);
            locked = true;
            return lock;
        } finally {
            if (!locked) {
                inProcess.unlock();
            }
        }
    }

    private static FileChannel lockedChannel(Path file, long deadlineNanos) throws IOException {
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), OwnerOnly.fileMode(file));
        boolean locked = false;
        try {
            while (channel.tryLock() == null) {
                if (System.nanoTime() - deadlineNanos >= 0) {
                    throw held(file);
                }
                Thread.sleep(POLL_MILLIS);
            }
            locked = true;
            return channel;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw held(file);
        } finally {
            if (!locked) {
                channel.close();
            }
        }
    }

    private static FileSystemException held(Path file) {
        return new FileSystemException(file.toString(), null, "is locked by another process: try again");
    }

    /** Lets others in. */
    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            inProcess.unlock();
        }
    }
}
