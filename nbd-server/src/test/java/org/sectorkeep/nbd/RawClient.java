// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A client that sends whatever a test wants, right or wrong. */
final class RawClient implements Closeable {
    static final long OPTION = 0x49484156454F5054L;
    static final int COMPACT = 0x25609513;
    static final int EXTENDED = 0x21e41c71;
    static final int ACK = 1;

    private final SocketChannel channel;

    RawClient(Path socket) throws IOException {
        channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    /** A reply to an option. */
    record OptionReply(int option, int type, String text) {}

    /** A structured or extended reply of one chunk. */
    record Chunk(int type, long cookie, ByteBuffer payload) {
        /** The error of an error chunk, 0 of any other. */
        int error() {
            return type < 1 << 15 ? 0 : payload.getInt(0);
        }
    }

    /** Reads the greeting and answers with flags; both flags are 3. */
    RawClient greet(int flags) throws IOException {
        receive(18);
        send(ByteBuffer.allocate(4).putInt(flags));
        return this;
    }

    RawClient option(int option, byte[] data) throws IOException {
        return optionHeader(option, data.length)
                .send(ByteBuffer.allocate(data.length).put(data));
    }

    RawClient optionHeader(int option, int dataBytes) throws IOException {
        return send(ByteBuffer.allocate(16).putLong(OPTION).putInt(option).putInt(dataBytes));
    }

    OptionReply optionReply() throws IOException {
        ByteBuffer header = receive(20);
        header.getLong();
        int option = header.getInt();
        int type = header.getInt();
        return new OptionReply(
                option,
                type,
                StandardCharsets.ISO_8859_1.decode(receive(header.getInt())).toString());
    }

    /** The last reply to an option, after the others. */
    OptionReply finalReply() throws IOException {
        OptionReply reply = optionReply();
        while (reply.type() > ACK) {
            reply = optionReply();
        }
        return reply;
    }

    static byte[] infoOf(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(6 + bytes.length)
                .putInt(bytes.length)
                .put(bytes)
                .putShort((short) 0)
                .array();
    }

    static byte[] contextOf(String name, String... queries) {
        ByteBuffer data = ByteBuffer.allocate(4096);
        data.putInt(name.length()).put(name.getBytes(StandardCharsets.UTF_8)).putInt(queries.length);
        for (String query : queries) {
            data.putInt(query.length()).put(query.getBytes(StandardCharsets.UTF_8));
        }
        byte[] bytes = new byte[data.position()];
        data.flip().get(bytes);
        return bytes;
    }

    /** Goes into transmission with option 8 (structured replies) or 11 (extended headers), and with the context. */
    RawClient begin(int headers) throws IOException {
        greet(3);
        requireAck(option(headers, new byte[0]).finalReply());
        requireAck(option(10, contextOf("", "base:allocation")).finalReply());
        requireAck(option(7, infoOf("")).finalReply());
        return this;
    }

    private static void requireAck(OptionReply reply) {
        if (reply.type() != ACK) {
            throw new AssertionError("option " + reply.option() + " was answered with " + reply.type());
        }
    }

    RawClient request(int flags, int type, long cookie, long offsetBytes, int lengthBytes) throws IOException {
        return send(ByteBuffer.allocate(28)
                .putInt(COMPACT)
                .putShort((short) flags)
                .putShort((short) type)
                .putLong(cookie)
                .putLong(offsetBytes)
                .putInt(lengthBytes));
    }

    RawClient extended(int flags, int type, long cookie, long offsetBytes, long lengthBytes) throws IOException {
        return send(ByteBuffer.allocate(32)
                .putInt(EXTENDED)
                .putShort((short) flags)
                .putShort((short) type)
                .putLong(cookie)
                .putLong(offsetBytes)
                .putLong(lengthBytes));
    }

    Chunk chunk() throws IOException {
        ByteBuffer header = receive(20);
        int type = Short.toUnsignedInt(header.getShort(6));
        return new Chunk(type, header.getLong(8), receive(header.getInt(16)));
    }

    Chunk extendedChunk() throws IOException {
        ByteBuffer header = receive(32);
        int type = Short.toUnsignedInt(header.getShort(6));
        return new Chunk(type, header.getLong(8), receive((int) header.getLong(24)));
    }

    RawClient send(ByteBuffer message) throws IOException {
        message.rewind();
        while (message.hasRemaining()) {
            channel.write(message);
        }
        return this;
    }

    ByteBuffer receive(int bytes) throws IOException {
        ByteBuffer received = ByteBuffer.allocate(bytes);
        while (received.hasRemaining()) {
            if (channel.read(received) < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
        return received.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
