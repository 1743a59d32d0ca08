// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.transport;

import java.io.Closeable;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.sectorkeep.kmip.Deadlines;
import org.sectorkeep.kmip.KmipException;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.KmipTransportException;
import org.sectorkeep.kmip.ServerCertificate;
import org.sectorkeep.kmip.TlsMaterialException;
import org.sectorkeep.kmip.TransportFailure;
import org.sectorkeep.kmip.TransportPhase;
import org.sectorkeep.kmip.internal.tls.TlsHandshake;
import org.sectorkeep.kmip.internal.tls.TlsMaterial;

/**
 * A connection to a server: one request, one answer, and so on. KMIP frames messages by the header of their outermost
 * structure (KMIP 1.4, section 9.1.1). For one thread at a time.
 */
public final class KmipConnection implements Closeable {
    private static final int HEADER_BYTES = 8;
    private static final int RESPONSE_MESSAGE = 0x42007B;
    private static final int STRUCTURE = 0x01;
    private static final int LENGTH_OFFSET = 4;

    private final KmipServer server;
    private final Deadlines deadlines;
    private final TlsHandshake tls;
    private final TlsChannel channel;
    private long lastUsedNanos = System.nanoTime();

    private KmipConnection(KmipServer server, Deadlines deadlines, TlsHandshake tls, TlsChannel channel) {
        this.server = server;
        this.deadlines = deadlines;
        this.tls = tls;
        this.channel = channel;
    }

    /** What reads an answer from a buffer that is wiped when it returns. */
    @FunctionalInterface
    public interface Reader<R> {
        R read(ByteBuffer answer) throws KmipException;
    }

    /** Resolves, connects and agrees on TLS. */
    public static KmipConnection open(KmipServer server, TlsMaterial material, Deadlines deadlines, Deadline call)
            throws KmipTransportException, TlsMaterialException {
        return open(server, material, deadlines, call, new NameResolver(InetAddress::getAllByName));
    }

    static KmipConnection open(
            KmipServer server, TlsMaterial material, Deadlines deadlines, Deadline call, NameResolver resolver)
            throws KmipTransportException, TlsMaterialException {
        TlsHandshake tls = material.handshake(server);
        TcpChannel tcp = TcpChannel.connect(
                resolver.resolve(new Stage(server, TransportPhase.RESOLVE, call.within(deadlines.resolve()))),
                new Stage(server, TransportPhase.CONNECT, call.within(deadlines.connect())));
        TlsChannel channel = new TlsChannel(tcp, tls);
        try {
            channel.handshake(new Stage(server, TransportPhase.HANDSHAKE, call.within(deadlines.handshake())));
            return new KmipConnection(server, deadlines, tls, channel);
        } catch (KmipTransportException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Sends a request and has its answer read. After any exception the connection is good for nothing but closing.
     *
     * @param request all that remains in it is sent
     * @param maxAnswerBytes answers that announce more are refused before anything is allocated for them
     */
    public <R> R exchange(ByteBuffer request, int maxAnswerBytes, Deadline call, Reader<R> reader)
            throws KmipException {
        channel.write(request, new Stage(server, TransportPhase.WRITE, call.within(deadlines.write())));
        Stage reading = new Stage(server, TransportPhase.READ, call.within(deadlines.read()));
        channel.readUntil(HEADER_BYTES, reading);
        int lengthBytes = checkedLength(channel.plain().view(HEADER_BYTES), maxAnswerBytes, reading);
        channel.readUntil(lengthBytes, reading);
        try {
            return reader.read(channel.plain().view(lengthBytes));
        } finally {
            // Bytes behind the answer stay behind, and with them the connection is not quiet: it serves no more.
            channel.plain().discard(lengthBytes);
            lastUsedNanos = System.nanoTime();
        }
    }

    private static int checkedLength(ByteBuffer header, int maxBytes, Stage stage) throws KmipTransportException {
        int tagAndType = header.getInt(0);
        if (tagAndType != (RESPONSE_MESSAGE << Byte.SIZE | STRUCTURE)) {
            throw stage.failed(TransportFailure.NOT_KMIP);
        }
        long lengthBytes = HEADER_BYTES + Integer.toUnsignedLong(header.getInt(LENGTH_OFFSET));
        if (lengthBytes > maxBytes) {
            throw stage.failed(
                    TransportFailure.ANSWER_TOO_LONG,
                    "it announces " + lengthBytes + " bytes, at most " + maxBytes + " are accepted",
                    null);
        }
        return (int) lengthBytes;
    }

    /** Whether it serves for another request, as far as can be seen without waiting. */
    public boolean isUsable() {
        return channel.isOpenAndQuiet(new Stage(server, TransportPhase.READ, Deadline.in(deadlines.handshake())));
    }

    /** When its last answer came, by {@link System#nanoTime()}. */
    public long lastUsedNanos() {
        return lastUsedNanos;
    }

    /** What the server showed of itself. */
    public Optional<ServerCertificate> certificate() {
        return tls.certificate();
    }

    @Override
    public void close() {
        channel.close();
    }
}
