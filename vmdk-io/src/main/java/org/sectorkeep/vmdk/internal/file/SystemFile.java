// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.file;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A file of the operating system.
 *
 * <p>A {@link java.nio.channels.FileChannel} is closed, for every thread and with the file's lock, when one thread that
 * uses it is interrupted. {@link AsynchronousFileChannel} is not, so it is used here, with an executor that does the
 * work at once in the calling thread: positional I/O without a hand-over and deaf to interrupts.
 *
 * <p>Locks. QEMU holds read locks only, one byte for each permission it has (100 read, 101 write, 102 unchanged write,
 * 103 resize) and one for each it denies to others (200 to 203). An exclusive lock over the whole range conflicts with
 * all of them. A shared one conflicts with none, so a reader first tries an exclusive lock on 101 to 103, which no
 * reader holds, and then holds the whole range but for these and 200: QEMU can then read beside us, but not write.
 */
final class SystemFile implements RandomFile {
    /** Windows gives the executor the job of waiting for completions, for which it needs threads. */
    private static final @Nullable ExecutorService EXECUTOR =
            File.separatorChar == '\\' ? null : CallerThreadExecutor.INSTANCE;

    /** The JDK copies a heap buffer through a direct one of its size, kept for the thread. */
    private static final int HEAP_PIECE_BYTES = 1 << 18;

    private static final long QEMU_WRITER = 101;
    private static final long QEMU_WRITER_END = 104;
    private static final long QEMU_DENIES_READING = 200;
    private static final int PROBE_ATTEMPTS = 20;
    private static final long PROBE_PAUSE_NANOS = 5_000_000;

    private final Path path;
    private final AsynchronousFileChannel channel;
    private final boolean writable;
    private final boolean canProbe;

    private SystemFile(Path path, AsynchronousFileChannel channel, boolean writable, boolean canProbe) {
        this.path = path;
        this.channel = channel;
        this.writable = writable;
        this.canProbe = canProbe;
    }

    static SystemFile open(Path path, Set<? extends OpenOption> options, boolean writable, boolean canProbe)
            throws IOException {
        FileAttribute<?>[] mode =
                options.contains(StandardOpenOption.CREATE_NEW) ? OwnerOnly.attributes(path) : new FileAttribute<?>[0];
        return new SystemFile(path, AsynchronousFileChannel.open(path, options, EXECUTOR, mode), writable, canProbe);
    }

    static void forceFolder(Path folder) throws IOException {
        Set<StandardOpenOption> reading = Set.of(StandardOpenOption.READ);
        try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(folder, reading, EXECUTOR)) {
            channel.force(true);
        }
    }

    @Override
    public void read(long positionBytes, ByteBuffer target) throws IOException {
        long position = positionBytes;
        while (target.hasRemaining()) {
            ByteBuffer piece = piece(target);
            int count = transferred(channel.read(piece, position), "read");
            if (count < 0) {
                throw new EOFException("'" + path + "' ends before byte " + (position + target.remaining()));
            }
            advance(target, count);
            position += count;
        }
    }

    @Override
    public void write(long positionBytes, ByteBuffer source) throws IOException {
        if (!writable) {
            throw new NonWritableChannelException();
        }
        long position = positionBytes;
        while (source.hasRemaining()) {
            int count = transferred(channel.write(piece(source), position), "write");
            advance(source, count);
            position += count;
        }
    }

    /** A direct buffer goes to the channel as it is, which moves its position. */
    private static ByteBuffer piece(ByteBuffer buffer) {
        return buffer.isDirect()
                ? buffer
                : buffer.slice(buffer.position(), Math.min(buffer.remaining(), HEAP_PIECE_BYTES));
    }

    private static void advance(ByteBuffer buffer, int count) {
        if (!buffer.isDirect()) {
            buffer.position(buffer.position() + count);
        }
    }

    private int transferred(Future<Integer> transfer, String verb) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return transfer.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw new IOException("cannot " + verb + " '" + path + "': " + reason(e.getCause()), e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause == null) {
            return "unknown reason";
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    @Override
    public void truncate(long sizeBytes) throws IOException {
        if (!writable) {
            throw new NonWritableChannelException();
        }
        try {
            channel.truncate(sizeBytes);
        } catch (IOException e) {
            throw new IOException("cannot shorten '" + path + "': " + reason(e), e);
        }
    }

    @Override
    public void force() throws IOException {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new IOException("cannot force '" + path + "' to storage: " + reason(e), e);
        }
    }

    @Override
    public long sizeBytes() throws IOException {
        return channel.size();
    }

    @Override
    public boolean tryLock(LockMode mode) throws IOException {
        try {
            return mode == LockMode.EXCLUSIVE
                    ? channel.tryLock(0, Long.MAX_VALUE, false) != null
                    : noQemuWriter() && tryLockShared();
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            throw new IOException("cannot lock '" + path + "': " + reason(e), e);
        }
    }

    private boolean tryLockShared() throws IOException {
        return channel.tryLock(0, QEMU_WRITER, true) != null
                && channel.tryLock(QEMU_WRITER_END, QEMU_DENIES_READING - QEMU_WRITER_END, true) != null
                && channel.tryLock(QEMU_DENIES_READING + 1, Long.MAX_VALUE - QEMU_DENIES_READING - 1, true) != null;
    }

    /** Tried again for a while, since another reader may be in the same probe. */
    private boolean noQemuWriter() throws IOException {
        for (int attempt = 0; canProbe; attempt++) {
            FileLock probe = channel.tryLock(QEMU_WRITER, QEMU_WRITER_END - QEMU_WRITER, false);
            if (probe != null) {
                probe.release();
                return true;
            }
            if (attempt == PROBE_ATTEMPTS) {
                return false;
            }
            LockSupport.parkNanos(PROBE_PAUSE_NANOS);
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
