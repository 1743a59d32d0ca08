// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Tag;
import org.sectorkeep.nbd.MemoryDevice;
import org.sectorkeep.nbd.NbdExport;
import org.sectorkeep.nbd.NbdExports;
import org.sectorkeep.nbd.NbdTls;
import org.sectorkeep.nbd.internal.net.Activity;
import org.sectorkeep.nbd.internal.net.Buffers;
import org.sectorkeep.nbd.internal.net.Input;
import org.sectorkeep.nbd.internal.net.Output;
import org.sectorkeep.nbd.internal.net.Transport;

/** Whatever a client sends, options or requests, is answered, or ends the connection; no buffer is kept. */
@Tag("fuzz")
class ClientBytesFuzzTest {
    private static final int GREETING_BYTES = 18;
    private static final Buffers BUFFERS = new Buffers(128L << 20);

    @FuzzTest(maxDuration = "3s")
    void anyBytesAreAnsweredOrEndTheConnection(byte[] bytes) {
        NbdExports exports = new NbdExports();
        exports.add(new NbdExport("disk", "for fuzzing", new MemoryDevice(64 << 10)));
        Recording client = new Recording(ByteBuffer.wrap(bytes));
        Input input = new Input(client, ByteBuffer.allocate(32 << 10), new Activity());
        try {
            Handshake handshake = new Handshake(client, input, exports, NbdTls.off(), () -> client, () -> false);
            Optional<Agreement> agreement = handshake.run();
            if (agreement.isPresent()) {
                session(agreement.get(), input, client).run();
            }
        } catch (IOException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
        assertThat(client.sentBytes).isGreaterThanOrEqualTo(GREETING_BYTES);
        assertThat(BUFFERS.borrowedCount()).isZero();
    }

    private static Session session(Agreement agreement, Input input, Transport client) {
        Crew crew = new Crew(
                task -> {
                    throw new RejectedExecutionException("one thread is enough");
                },
                new Semaphore(1),
                2,
                () -> {});
        return new Session(
                agreement,
                new RequestRunner(agreement, () -> true),
                input,
                new Output(client, new Activity()),
                BUFFERS,
                crew,
                new Processors());
    }

    /** A client that has sent all it will, and takes whatever comes. */
    private static final class Recording implements Transport {
        private final ByteBuffer sent;
        private long sentBytes;

        Recording(ByteBuffer sent) {
            this.sent = sent;
        }

        @Override
        public int read(ByteBuffer target) {
            if (!sent.hasRemaining()) {
                return -1;
            }
            int bytes = Math.min(target.remaining(), sent.remaining());
            target.put(sent.slice(sent.position(), bytes));
            sent.position(sent.position() + bytes);
            return bytes;
        }

        @Override
        public void write(ByteBuffer[] sources, int count) {
            for (int i = 0; i < count; i++) {
                sentBytes += sources[i].remaining();
                sources[i].position(sources[i].limit());
            }
        }

        @Override
        public void close() {}
    }
}
