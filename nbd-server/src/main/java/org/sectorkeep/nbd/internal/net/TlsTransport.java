// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.net;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLParameters;
import org.sectorkeep.nbd.NbdTls;

/** A connection under TLS 1.2 or 1.3, the server's side. */
public final class TlsTransport implements Transport {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int RECORDS_AT_ONCE = 8;

    private final Transport below;
    private final SSLEngine engine;
    private final Activity activity;
    private final ReentrantLock wrapping = new ReentrantLock();
    private final ByteBuffer incoming;
    private final ByteBuffer plaintext;
    private final ByteBuffer outgoing;

    private TlsTransport(Transport below, SSLEngine engine, Activity activity) {
        this.below = below;
        this.engine = engine;
        this.activity = activity;
        int packetBytes = engine.getSession().getPacketBufferSize();
        this.incoming = ByteBuffer.allocateDirect(2 * packetBytes).limit(0);
        this.plaintext = ByteBuffer.allocateDirect(engine.getSession().getApplicationBufferSize())
                .limit(0);
        this.outgoing = ByteBuffer.allocateDirect(RECORDS_AT_ONCE * packetBytes);
    }

    /** Does the TLS handshake with a client. */
    public static TlsTransport accept(Transport below, NbdTls tls, Activity activity) throws IOException {
        SSLEngine engine = tls.context().orElseThrow().createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setNeedClientAuth(tls.clients() == NbdTls.Clients.WITH_CERTIFICATE);
        engine.setSSLParameters(parameters);
        TlsTransport transport = new TlsTransport(below, engine, activity);
        transport.handshake();
        return transport;
    }

    private void handshake() throws IOException {
        engine.beginHandshake();
        while (true) {
            HandshakeStatus status = engine.getHandshakeStatus();
            if (status == HandshakeStatus.NOT_HANDSHAKING || status == HandshakeStatus.FINISHED) {
                return;
            }
            if (status == HandshakeStatus.NEED_TASK) {
                runTasks();
            } else if (status == HandshakeStatus.NEED_WRAP) {
                wrapNothing();
            } else {
                unwrapSome();
            }
            if (engine.isInboundDone()) {
                throw new EOFException("the client ended the TLS handshake");
            }
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        while (!plaintext.hasRemaining()) {
            if (engine.isInboundDone()) {
                return -1;
            }
            try {
                unwrapSome();
            } catch (EOFException e) {
                return -1;
            }
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                runTasks();
            }
            if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !engine.isInboundDone()) {
                wrapNothing();
            }
        }
        int bytes = Math.min(target.remaining(), plaintext.remaining());
        target.put(plaintext.slice(plaintext.position(), bytes));
        plaintext.position(plaintext.position() + bytes);
        return bytes;
    }

    @Override
    public void write(ByteBuffer[] sources, int count) throws IOException {
        wrapping.lock();
        try {
            for (int first = 0; first < count; ) {
                wrap(sources, first, count - first);
                while (first < count && !sources[first].hasRemaining()) {
                    first++;
                }
            }
            drain();
        } finally {
            wrapping.unlock();
        }
    }

    /** Says goodbye, as far as the client can be told without waiting for it, and closes the connection. */
    @Override
    public void close() throws IOException {
        if (wrapping.tryLock()) {
            try {
                engine.closeOutbound();
                while (!engine.isOutboundDone() && wrapOnce(NOTHING) == Status.OK) {
                    drain();
                }
                drain();
            } finally {
                wrapping.unlock();
                below.close();
            }
        } else {
            below.close();
        }
    }

    private void wrapNothing() throws IOException {
        wrapping.lock();
        try {
            wrapOnce(NOTHING);
            drain();
        } finally {
            wrapping.unlock();
        }
    }

    private void wrap(ByteBuffer[] sources, int first, int count) throws IOException {
        SSLEngineResult result = engine.wrap(sources, first, count, outgoing);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            drain();
        } else if (result.getStatus() == Status.CLOSED) {
            throw new IOException("the TLS session was ended");
        } else if (result.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
            runTasks();
        }
    }

    private Status wrapOnce(ByteBuffer source) throws IOException {
        SSLEngineResult result = engine.wrap(source, outgoing);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            drain();
            return engine.wrap(source, outgoing).getStatus();
        }
        return result.getStatus();
    }

    private void drain() throws IOException {
        outgoing.flip();
        try {
            if (outgoing.hasRemaining()) {
                below.write(new ByteBuffer[] {outgoing}, 1);
            }
        } finally {
            outgoing.clear();
        }
    }

    /** Decrypts one record, after more was read if none is whole. */
    private void unwrapSome() throws IOException {
        plaintext.clear();
        SSLEngineResult result;
        try {
            result = engine.unwrap(incoming, plaintext);
        } finally {
            plaintext.flip();
        }
        if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
            receive();
        }
    }

    private void receive() throws IOException {
        boolean within = incoming.hasRemaining();
        incoming.compact();
        try {
            if (within) {
                activity.receiving().await();
            }
            if (below.read(incoming) < 0) {
                throw new EOFException("the client went without ending the TLS session");
            }
        } finally {
            incoming.flip();
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }
}
