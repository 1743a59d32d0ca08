// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the protocol says of options and requests that are wrong, rare or new, byte by byte. */
class ProtocolTest {
    private static final int STRUCTURED = 8;
    private static final int EXTENDED = 11;
    private static final int EPERM = 1;
    private static final int EINVAL = 22;
    private static final int ENOSPC = 28;
    private static final int EOVERFLOW = 75;
    private static final int ENOTSUP = 95;
    private static final int ESHUTDOWN = 108;
    private static final int DISK_BYTES = 1 << 20;

    private final MemoryDevice device = new MemoryDevice(DISK_BYTES).withSlowZeroes();
    private TestServer served;
    private RawClient client;

    @BeforeEach
    void connect() throws IOException {
        served = TestServer.of(device);
        client = new RawClient(served.socket);
    }

    @AfterEach
    void end() throws IOException {
        client.close();
        served.close();
    }

    @Test
    void optionsThatAreUnknownTooLargeOrMalformedAreAnsweredInStep() throws IOException {
        client.greet(3);
        assertThat(client.option(99, new byte[10]).optionReply().type()).isEqualTo(0x80000001);
        assertThat(client.option(99, new byte[100_000]).optionReply().type()).isEqualTo(0x80000009);
        assertThat(client.option(3, new byte[1]).optionReply().type()).isEqualTo(0x80000003);
        assertThat(client.option(7, new byte[] {0, 0, 1, 0, 'x'}).optionReply().type())
                .isEqualTo(0x80000003);
        assertThat(client.option(6, RawClient.infoOf("nothing")).optionReply().type())
                .isEqualTo(0x80000006);
        assertThat(client.option(5, new byte[0]).optionReply().type()).isEqualTo(0x80000002);
        assertThat(client.option(10, RawClient.contextOf("", "base:allocation"))
                        .optionReply()
                        .type())
                .as("contexts before structured replies")
                .isEqualTo(0x80000003);
        assertThat(client.option(2, new byte[0]).optionReply().type()).isEqualTo(RawClient.ACK);
    }

    @Test
    void structuredRepliesAndExtendedHeadersAreAgreedOnOnce() throws IOException {
        client.greet(3);
        assertThat(client.option(8, new byte[0]).optionReply().type()).isEqualTo(RawClient.ACK);
        assertThat(client.option(8, new byte[0]).optionReply().type()).isEqualTo(0x80000003);
        assertThat(client.option(11, new byte[0]).optionReply().type()).isEqualTo(RawClient.ACK);
        assertThat(client.option(11, new byte[0]).optionReply().type()).isEqualTo(0x80000003);
        assertThat(client.option(8, new byte[0]).optionReply().type()).isEqualTo(0x8000000a);
    }

    @Test
    void contextsAreListedByNamespaceAndSelectedByFullName() throws IOException {
        client.greet(3).option(8, new byte[0]).optionReply();
        assertThat(client.option(9, RawClient.contextOf("")).optionReply().text())
                .endsWith("base:allocation");
        client.optionReply();
        assertThat(client.option(9, RawClient.contextOf("disk", "base:"))
                        .optionReply()
                        .text())
                .endsWith("base:allocation");
        client.optionReply();
        assertThat(client.option(10, RawClient.contextOf("disk", "base:", "qemu:dirty-bitmap:x"))
                        .optionReply()
                        .type())
                .isEqualTo(RawClient.ACK);
        assertThat(client.option(10, RawClient.contextOf("disk", "base:allocation"))
                        .optionReply()
                        .text())
                .endsWith("base:allocation");
    }

    @Test
    void anExportNameEndsTheHandshakeWithOrWithoutZeroes() throws IOException {
        client.greet(1).option(1, new byte[0]);
        ByteBuffer reply = client.receive(8 + 2 + 124);
        assertThat(reply.getLong(0)).isEqualTo(DISK_BYTES);
        client.request(0, 0, 5, 0, 16);
        assertThat(client.receive(16 + 16).getLong(8))
                .as("cookie of a simple reply")
                .isEqualTo(5);
        try (RawClient second = new RawClient(served.socket)) {
            second.greet(3).option(1, "disk".getBytes(StandardCharsets.UTF_8));
            second.receive(8 + 2);
            second.request(0, 3, 6, 0, 0);
            assertThat(second.receive(16).getLong(8)).isEqualTo(6);
        }
    }

    @Test
    void whatCannotBeUnderstoodEndsTheConnection() throws IOException {
        assertEnds(new RawClient(served.socket).greet(4));
        assertEnds(new RawClient(served.socket).greet(3).send(ByteBuffer.allocate(16)));
        assertEnds(new RawClient(served.socket).greet(3).option(1, new byte[] {'x'}));
        assertEnds(new RawClient(served.socket).greet(3).optionHeader(99, -1));
        assertEnds(new RawClient(served.socket).begin(STRUCTURED).send(ByteBuffer.allocate(28)));
        assertEnds(new RawClient(served.socket).begin(STRUCTURED).request(0, 1, 1, 0, -1));
    }

    private static void assertEnds(RawClient wrong) throws IOException {
        try (wrong) {
            assertThatThrownBy(() -> {
                        while (true) {
                            wrong.receive(1);
                        }
                    })
                    .isInstanceOfAny(EOFException.class, IOException.class);
        }
    }

    @Test
    void requestsThatAreWrongAreRefusedInStep() throws IOException {
        client.begin(STRUCTURED);
        assertThat(error(0, 77, 0, 0)).isEqualTo(EINVAL);
        assertThat(error(1 << 9, 0, 0, 512)).as("unknown flag").isEqualTo(EINVAL);
        assertThat(error(1 << 5, 0, 0, 512))
                .as("payload flag without extended headers")
                .isEqualTo(EINVAL);
        assertThat(error(0, 0, DISK_BYTES, 1)).isEqualTo(EINVAL);
        assertThat(error(0, 0, -1, 2)).isEqualTo(EINVAL);
        assertThat(error(0, 4, DISK_BYTES - 1, 2)).isEqualTo(EINVAL);
        assertThat(error(0, 6, DISK_BYTES - 1, 2)).isEqualTo(ENOSPC);
        assertThat(error(1 << 4, 6, 0, 4096)).as("fast zeroes that are not").isEqualTo(ENOTSUP);
        assertThat(error(0, 3, 0, 1)).isEqualTo(EINVAL);
        assertThat(error(0, 7, 0, 0)).isEqualTo(EINVAL);
        client.request(0, 1, 9, DISK_BYTES - 1, 2).send(ByteBuffer.allocate(2));
        assertThat(client.chunk().error()).isEqualTo(ENOSPC);
        client.request(0, 1, 9, 0, (32 << 20) + 1).send(ByteBuffer.allocate((32 << 20) + 1));
        assertThat(client.chunk().error()).as("payload over 32 MiB, skipped").isEqualTo(EINVAL);
        assertThat(error(0, 0, 0, 0)).as("nothing at all is fine").isZero();
    }

    @Test
    void aReadThatIsTooLongIsRefused() throws IOException {
        try (TestServer large = TestServer.of(new MemoryDevice(40 << 20));
                RawClient reader = new RawClient(large.socket)) {
            reader.begin(STRUCTURED).request(1 << 2, 0, 1, 0, (32 << 20) + 1);
            assertThat(reader.chunk().error()).isEqualTo(EOVERFLOW);
            reader.request(0, 0, 1, 0, (32 << 20) + 1);
            assertThat(reader.chunk().error()).isEqualTo(EINVAL);
            reader.request(1 << 2, 0, 1, 0, 32 << 20);
            assertThat(reader.chunk().payload().remaining()).isEqualTo(8 + (32 << 20));
        }
    }

    private int error(int flags, int type, long offsetBytes, int lengthBytes) throws IOException {
        return client.request(flags, type, 3, offsetBytes, lengthBytes).chunk().error();
    }

    @Test
    void writesToAReadOnlyExportAreRefusedAfterTheirPayload() throws IOException {
        device.asReadOnly();
        client.begin(STRUCTURED).request(0, 1, 1, 0, 3).send(ByteBuffer.allocate(3));
        assertThat(client.chunk().error()).isEqualTo(EPERM);
        assertThat(error(0, 4, 0, 1)).isEqualTo(EPERM);
        assertThat(error(0, 0, 0, 1)).isZero();
    }

    @Test
    void anExportThatIsTakenAwayAnswersThatItIsShutDown() throws IOException {
        client.begin(STRUCTURED);
        served.exports.remove("disk");
        assertThat(error(0, 0, 0, 1)).isEqualTo(ESHUTDOWN);
        served.exports.add(new NbdExport("other", "", device));
        assertThat(error(0, 0, 0, 1)).isEqualTo(ESHUTDOWN);
    }

    @Test
    void forcedWritesFlushOnce() throws IOException {
        client.begin(STRUCTURED)
                .request(1, 1, 1, 4, 3)
                .send(ByteBuffer.allocate(3).put(new byte[] {1, 2, 3}));
        assertThat(client.chunk().error()).isZero();
        assertThat(device.flushes).hasValue(1);
        assertThat(device.content).startsWith(0, 0, 0, 0, 1, 2, 3, 0);
    }

    @Test
    void extendedHeadersCarryLongLengthsAndPayloads() throws IOException {
        client.begin(EXTENDED)
                .extended(1 << 5, 1, 1, 0, 5)
                .send(ByteBuffer.allocate(5).put(new byte[] {9, 8, 7, 6, 5}));
        assertThat(client.extendedChunk().type()).isZero();
        RawClient.Chunk data = client.extended(0, 0, 2, 1, 3).extendedChunk();
        assertThat(data.type()).isEqualTo(1);
        assertThat(data.payload().getLong(0)).isEqualTo(1);
        assertThat(data.payload().slice(8, 3)).isEqualTo(ByteBuffer.wrap(new byte[] {8, 7, 6}));
        RawClient.Chunk status = client.extended(0, 7, 3, 0, DISK_BYTES).extendedChunk();
        assertThat(status.type()).isEqualTo(6);
        assertThat(status.payload().getInt(4)).as("extents").isEqualTo(2);
        assertThat(status.payload().getLong(8)).isEqualTo(4096);
        assertThat(status.payload().getLong(8 + 16 + 8)).isEqualTo(3);
        assertThat(client.extended(0, 4, 4, 0, 1L << 40).extendedChunk().error())
                .isEqualTo(EINVAL);
        assertThat(client.extended(1 << 5, 0, 5, 0, 3)
                        .send(ByteBuffer.allocate(3))
                        .extendedChunk()
                        .error())
                .as("a payload where there should be none")
                .isEqualTo(EINVAL);
    }

    @Test
    void aBlockStatusPayloadSaysWhichContextsAreMeant() throws IOException {
        client.begin(EXTENDED).extended(1 << 5, 7, 1, 0, 12);
        client.send(ByteBuffer.allocate(12).putLong(DISK_BYTES).putInt(1));
        assertThat(client.extendedChunk().type()).isEqualTo(6);
        client.extended(1 << 5, 7, 2, 0, 8).send(ByteBuffer.allocate(8).putLong(DISK_BYTES));
        assertThat(client.extendedChunk().type()).as("no context, no answer").isZero();
        client.extended(1 << 5, 7, 3, 0, 12);
        client.send(ByteBuffer.allocate(12).putLong(DISK_BYTES).putInt(2));
        assertThat(client.extendedChunk().error()).as("unknown context").isEqualTo(EINVAL);
    }

    @Test
    void blockStatusOfOneExtentIsOneExtent() throws IOException {
        device.content[0] = 1;
        client.begin(STRUCTURED).request(1 << 3, 7, 1, 0, DISK_BYTES);
        assertThat(client.chunk().payload().remaining()).isEqualTo(4 + 8);
    }
}
