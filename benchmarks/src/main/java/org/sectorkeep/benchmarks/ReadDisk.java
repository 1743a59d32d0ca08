// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * Reads a whole disk in the clear, as the copying commands do: a thread a core, each taking the next MiB. With a second
 * argument what is read goes into a raw file, holes left out, as {@code qemu-img convert -O raw} makes it.
 */
public final class ReadDisk {
    private static final int CHUNK_BYTES = 1 << 20;

    private final VirtualDisk disk;
    private final List<FileChannel> target;
    private final AtomicLong nextBytes = new AtomicLong();

    private ReadDisk(VirtualDisk disk, List<FileChannel> target) {
        this.disk = disk;
        this.target = target;
    }

    /** Reads the disk of the first argument into the file of the second, if there is one. */
    public static void main(String[] arguments) throws IOException, InterruptedException, ExecutionException {
        List<FileChannel> target = new ArrayList<>();
        try (VirtualDisk disk = VirtualDisk.open(Path.of(arguments[0]), VirtualDisk.Access.READ_ONLY)) {
            if (arguments.length > 1) {
                target.add(emptyFile(Path.of(arguments[1]), disk.capacityBytes()));
            }
            new ReadDisk(disk, target).run();
        } finally {
            for (FileChannel each : target) {
                each.close();
            }
        }
    }

    /** A file of one hole. */
    private static FileChannel emptyFile(Path path, long lengthBytes) throws IOException {
        FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        file.write(ByteBuffer.allocate(1), lengthBytes - 1);
        return file;
    }

    private void run() throws IOException, InterruptedException, ExecutionException {
        int threads = Runtime.getRuntime().availableProcessors();
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(pool.submit(() -> {
                readChunks();
                return null;
            }));
        }
        pool.shutdown();
        for (Future<?> each : running) {
            each.get();
        }
    }

    private void readChunks() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
        long start = nextBytes.getAndAdd(CHUNK_BYTES);
        while (start < disk.capacityBytes()) {
            readData(start, Math.min(start + CHUNK_BYTES, disk.capacityBytes()), buffer);
            start = nextBytes.getAndAdd(CHUNK_BYTES);
        }
    }

    private void readData(long startBytes, long endBytes, ByteBuffer buffer) throws IOException {
        for (long at = startBytes; at < endBytes; ) {
            AllocatedRange range = disk.range(at, endBytes - at);
            if (range.kind() == AllocatedRange.Kind.DATA) {
                buffer.clear().limit((int) range.lengthBytes());
                disk.read(at, buffer);
                for (FileChannel each : target) {
                    each.write(buffer.flip(), at);
                }
            }
            at += range.lengthBytes();
        }
    }
}
