// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that stall, lie or vanish take nothing from the others, and leave nothing behind. */
class HostileClientsTest {
    private static final int GOOD_COUNT = 100;
    private static final int BLOCK_BYTES = 64 << 10;

    @Test
    @Timeout(120)
    void aHundredBadClientsDoNotKeepAHundredGoodOnesFromTheirWork() throws Exception {
        try (TestServer served = TestServer.of(new MemoryDevice(16 << 20))) {
            writeAndRead(served, 0); // the system's classes for sockets keep some open for themselves
        }
        long threadsBefore = serverThreads();
        long socketsBefore = sockets();
        MemoryDevice device = new MemoryDevice(16 << 20);
        List<RawClient> bad = new ArrayList<>();
        ExecutorService pool = Executors.newFixedThreadPool(GOOD_COUNT);
        try (TestServer served = TestServer.of(device, NbdTls.off(), TestServer.hasty())) {
            for (int i = 0; i < 100; i++) {
                bad.add(misbehave(new RawClient(served.socket), i));
            }
            List<Future<?>> good = new ArrayList<>();
            for (int i = 0; i < GOOD_COUNT; i++) {
                int place = i;
                good.add(pool.submit(() -> writeAndRead(served, place)));
            }
            for (Future<?> each : good) {
                each.get();
            }
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

    private static RawClient misbehave(RawClient client, int kind) throws IOException {
        return switch (kind % 5) {
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
            default -> client.begin(8).send(ByteBuffer.allocate(100)); // garbage
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
