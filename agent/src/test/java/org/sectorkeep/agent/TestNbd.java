// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** An NBD client of one export, one request at a time, with simple replies. */
final class TestNbd implements Closeable {
    private static final int READ = 0;
    private static final int WRITE = 1;
    private static final int FLUSH = 3;
    private static final int TRIM = 4;
    private static final int WRITE_ZEROES = 6;
    private static final int NO_ZEROES_AND_FIXED = 3;
    private static final long OPTION_MAGIC = 0x49484156454F5054L; // "IHAVEOPT"
    private static final int EXPORT_NAME = 1;
    private static final int REQUEST_MAGIC = 0x25609513;
    private static final int REPLY_MAGIC = 0x67446698;

    private final SocketChannel channel;
    private final long sizeBytes;
    private long cookie;

    private TestNbd(SocketChannel channel, long sizeBytes) {
        this.channel = channel;
        this.sizeBytes = sizeBytes;
    }

    static TestNbd connect(Path socket, String export) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        read(channel, 18); // two magics, and what the server can
        byte[] name = export.getBytes(StandardCharsets.UTF_8);
        ByteBuffer ask = ByteBuffer.allocate(4 + 16 + name.length)
                .putInt(NO_ZEROES_AND_FIXED)
                .putLong(OPTION_MAGIC)
                .putInt(EXPORT_NAME)
                .putInt(name.length)
                .put(name)
                .flip();
        send(channel, ask);
        return new TestNbd(channel, read(channel, 10).getLong());
    }

    long sizeBytes() {
        return sizeBytes;
    }

    /** Reads; answers the error of the protocol, 0 if there is none. */
    int read(long offsetBytes, byte[] target) throws IOException {
        int error = request(READ, offsetBytes, target.length, new byte[0]);
        if (error == 0) {
            read(channel, target.length).get(target);
        }
        return error;
    }

    int write(long offsetBytes, byte[] source) throws IOException {
        return request(WRITE, offsetBytes, source.length, source);
    }

    int flush() throws IOException {
        return request(FLUSH, 0, 0, new byte[0]);
    }

    int trim(long offsetBytes, int lengthBytes) throws IOException {
        return request(TRIM, offsetBytes, lengthBytes, new byte[0]);
    }

    int writeZeroes(long offsetBytes, int lengthBytes) throws IOException {
        return request(WRITE_ZEROES, offsetBytes, lengthBytes, new byte[0]);
    }

    private int request(int command, long offsetBytes, int lengthBytes, byte[] data) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(28 + data.length)
                .putInt(REQUEST_MAGIC)
                .putShort((short) 0)
                .putShort((short) command)
                .putLong(++cookie)
                .putLong(offsetBytes)
                .putInt(lengthBytes)
                .put(data)
                .flip();
        send(channel, request);
        ByteBuffer reply = read(channel, 16);
        if (reply.getInt() != REPLY_MAGIC) {
            throw new IOException("no simple reply");
        }
        int error = reply.getInt();
        if (reply.getLong() != cookie) {
            throw new IOException("a reply to another request");
        }
        return error;
    }

    private static void send(SocketChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private static ByteBuffer read(SocketChannel channel, int lengthBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(lengthBytes);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the server closed the connection");
            }
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
