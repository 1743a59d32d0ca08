// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sectorkeep.testing.DirectMemory;

/** Clients that stall, lie or vanish take nothing from the others, and leave nothing behind. */
class HostileClientsTest {
    private static final int GOOD_COUNT = 100;
    private static final int BLOCK_BYTES = 64 << 10;
    private static final int KINDS = 8;
    /** The first of them, who get no large buffers: the others are let go one after the other, which takes its time. */
    private static final int SMALL_KINDS = 5;

    private static final int LARGE_BYTES = 20 << 20;
    /** The server's buffers, those for reading ahead, and what sockets take in passing for 300 threads. */
    private static final long MOST_BYTES = (128 + 16 + 64) << 20;

    @Test
    @Timeout(120)
    void aHundredBadClientsDoNotKeepAHundredGoodOnesFromTheirWork() throws Exception {
        try (TestServer served = TestServer.of(new MemoryDevice(16 << 20))) {
            writeAndRead(served, 0); // the system's classes for sockets keep some open for themselves
        }
        long threadsBefore = serverThreads();
        long socketsBefore = sockets();
        long memoryBefore = DirectMemory.usedBytes();
        MemoryDevice device = new MemoryDevice(16 << 20);
        List<RawClient> bad = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(GOOD_COUNT);
        try (TestServer served = TestServer.of(device, NbdTls.off(), TestServer.hasty())) {
            for (int i = 0; i < 100; i++) {
                bad.add(misbehave(new RawClient(served.socket), i < 2 * KINDS ? i % KINDS : i % SMALL_KINDS));
            }
            List<Future<?>> good = new ArrayList<>();
            for (int i = 0; i < GOOD_COUNT; i++) {
                int place = i;
                good.add(pool.submit(() -> writeAndRead(served, place)));
            }
            for (Future<?> each : good) {
                each.get();
            }
            assertThat(DirectMemory.usedBytes() - memoryBefore).isLessThan(MOST_BYTES);
            while (served.server.connectionCount() > 0 || served.server.buffersInUse() > 0) {
                Thread.onSpinWait();
            }
        } finally {
            pool.shutdown();
            for (RawClient each : bad) {
                each.close();
            }
        }
        assertThat(serverThreads()).isEqualTo(threadsBefore);
        assertThat(sockets()).isEqualTo(socketsBefore);
    }

    /** What is dribbled never stalls, but would keep all large buffers for hours. */
    @Test
    @Timeout(120)
    void clientsThatDribbleLargeRequestsDoNotKeepOthersFromTheirs() throws Exception {
        ScheduledExecutorService dribbling = Executors.newScheduledThreadPool(2);
        NbdLimits patient = new NbdLimits(50, 16, 128L << 20, Duration.ofSeconds(60), Duration.ofMinutes(10));
        try (TestServer served = TestServer.of(new MemoryDevice(LARGE_BYTES), NbdTls.off(), patient);
                RawClient writer = new RawClient(served.socket).begin(8);
                RawClient reader = new RawClient(served.socket).begin(8)) {
            writer.request(0, 1, 1, 0, LARGE_BYTES);
            reader.request(0, 0, 1, 0, LARGE_BYTES);
            List<Future<?>> tasks = List.of(
                    dribbling.scheduleWithFixedDelay(
                            () -> quietly(() -> writer.send(ByteBuffer.allocate(1))), 0, 50, TimeUnit.MILLISECONDS),
                    dribbling.scheduleWithFixedDelay(
                            () -> quietly(() -> reader.receive(4096)), 0, 50, TimeUnit.MILLISECONDS));
            while (served.server.buffersInUse() == 0) {
                Thread.onSpinWait();
            }
            try (RawClient good = new RawClient(served.socket).begin(8)) {
                good.request(0, 1, 1, 0, LARGE_BYTES).send(ByteBuffer.allocate(LARGE_BYTES));
                assertThat(good.chunk().error()).isZero();
                good.request(0, 0, 2, 0, LARGE_BYTES);
                assertThat(good.chunk().payload().remaining()).isEqualTo(Long.BYTES + LARGE_BYTES);
            }
            assertThat(tasks).hasSize(2);
        } finally {
            dribbling.shutdownNow();
        }
    }

    private interface Dribble {
        Object once() throws IOException;
    }

    private static void quietly(Dribble dribble) {
        try {
            Object unused = dribble.once();
        } catch (IOException e) {
            // This client was let go.
        }
    }

    private static RawClient misbehave(RawClient client, int kind) throws IOException {
        return switch (kind) {
            case 0 -> client; // never says a word
            case 1 -> client.greet(3).optionHeader(7, 100); // half an option
            case 2 -> client.begin(8).request(0, 1, 1, 0, 1 << 20); // a write without its payload
            case 3 -> { // asks for much and reads nothing
                client.begin(8);
                for (int i = 0; i < 40; i++) {
                    client.request(0, 0, i, 0, 1 << 20);
                }
                yield client;
            }
            case 4 -> client.begin(8).send(ByteBuffer.allocate(100)); // garbage
            case 5 ->
                client.begin(11)
                        .extended(1 << 5, 1, 1, 0, 16 << 20)
                        .send(ByteBuffer.allocate(1000)); // half a large write
            case 6 ->
                client.begin(8).request(0, 0, 1, 0, 16 << 20).request(0, 0, 2, 0, 9 << 20); // large, and reads nothing
            default -> client.begin(11).extended(1 << 5, 1, 1, 0, 1L << 40).send(ByteBuffer.allocate(1000)); // no end
        };
    }

    private static Void writeAndRead(TestServer served, int place) throws IOException {
        byte[] content = new byte[BLOCK_BYTES];
        Arrays.fill(content, (byte) (place + 1));
        try (RawClient client = new RawClient(served.socket).begin(8)) {
            for (int round = 0; round < 10; round++) {
                client.request(1, 1, round, (long) place * BLOCK_BYTES, BLOCK_BYTES)
                        .send(ByteBuffer.allocate(BLOCK_BYTES).put(content));
                assertThat(client.chunk().error()).isZero();
                client.request(0, 0, round, (long) place * BLOCK_BYTES, BLOCK_BYTES);
                ByteBuffer read = client.chunk().payload();
                assertThat(read.slice(8, BLOCK_BYTES)).isEqualTo(ByteBuffer.wrap(content));
            }
            client.request(0, 2, 0, 0, 0);
        }
        return null;
    }

    private static long serverThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("nbd"))
                .count();
    }

    /** Open sockets of this process; other descriptors come and go with the classes that are loaded. */
    private static long sockets() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.filter(HostileClientsTest::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // the one that lists the folder is closed already
        }
    }
}
