// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sectorkeep.engine.DiskEncryption;
import org.sectorkeep.engine.EncryptRequest;
import org.sectorkeep.engine.EncryptedDisk;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.KeyProviders;
import org.sectorkeep.keys.PassphraseSource;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * Calls to an encrypted disk beside the same calls to a plain file through {@code FileChannel}, both in the page cache:
 * calls of 4 KiB at random places, larger ones one after the other. Run it with one thread and with two ({@code -t 2}).
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up method before anything else
public class DiskBenchmark {
    private static final long DISK_BYTES = 256L << 20;

    /** Bytes of a call. */
    @Param({"4096", "1048576"})
    public int bytesPerCall;

    /** A format of the disk. */
    @Param({"MONOLITHIC_FLAT", "MONOLITHIC_SPARSE"})
    public CreateType format = CreateType.MONOLITHIC_FLAT;

    private Path folder;
    private FileChannel plain;
    private HostKeys keys;
    private EncryptedDisk disk;

    /** What each thread has of its own: a buffer, and where it goes on. */
    @State(Scope.Thread)
    public static class Caller {
        private final SplittableRandom random = new SplittableRandom(1);
        private ByteBuffer buffer;
        private long nextBytes;

        /** Makes the buffer. */
        @Setup(Level.Trial)
        public void allocate(DiskBenchmark disk) {
            buffer = ByteBuffer.allocateDirect(disk.bytesPerCall);
        }

        private long place() {
            long calls = DISK_BYTES / buffer.capacity();
            long call = buffer.capacity() <= 4096 ? random.nextLong(calls) : nextBytes++ % calls;
            buffer.clear();
            return call * buffer.capacity();
        }
    }

    /** Makes a plain file and an encrypted disk of the same size. */
    @Setup(Level.Trial)
    public void open() throws IOException {
        folder = Files.createTempDirectory(Path.of(System.getProperty("disk.folder", "/dev/shm")), "disk-benchmark-");
        Path file = folder.resolve("plain.raw");
        plain = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        ByteBuffer content = ByteBuffer.allocateDirect(1 << 20);
        for (long at = 0; at < DISK_BYTES; at += content.capacity()) {
            content.clear().put(0, (byte) (1 + at % 127));
            plain.write(content, at);
        }
        KeyProviders providers = KeyProviders.open(folder.resolve("home"));
        String provider = providers.defaultOrCreateLocal().provider().name();
        keys = new HostKeys(name -> providers.open(name, PassphraseSource.none()));
        Path encrypted = folder.resolve("encrypted.vmdk");
        EncryptRequest asked = EncryptRequest.of(file, encrypted, provider);
        new DiskEncryption(keys)
                .encrypt(new EncryptRequest(
                        asked.source(),
                        asked.destination(),
                        asked.providerId(),
                        asked.keyId(),
                        asked.cipher(),
                        asked.dataUnit(),
                        Optional.of(format),
                        asked.overwrite(),
                        asked.progress()));
        disk = EncryptedDisk.open(encrypted, VirtualDisk.Access.READ_WRITE, keys);
    }

    /** Reads from the plain file. */
    @Benchmark
    public int readPlain(Caller caller) throws IOException {
        return plain.read(caller.buffer, caller.place());
    }

    /** Reads from the encrypted disk. */
    @Benchmark
    public int readEncrypted(Caller caller) throws IOException {
        disk.read(caller.place(), caller.buffer);
        return caller.buffer.position();
    }

    /** Writes to the plain file. */
    @Benchmark
    public int writePlain(Caller caller) throws IOException {
        return plain.write(caller.buffer, caller.place());
    }

    /** Writes to the encrypted disk. */
    @Benchmark
    public int writeEncrypted(Caller caller) throws IOException {
        disk.write(caller.place(), caller.buffer);
        return caller.buffer.position();
    }

    /** Closes both and removes them. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
        disk.close();
        keys.close();
        plain.close();
        try (Stream<Path> made = Files.walk(folder)) {
            for (Path each : made.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }
}
