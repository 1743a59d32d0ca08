// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.transport;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.sectorkeep.kmip.KmipTransportException;
import org.sectorkeep.kmip.TransportFailure;
import org.sectorkeep.kmip.TransportPhase;
import org.sectorkeep.kmip.internal.tls.TlsHandshake;
import org.sectorkeep.kmip.internal.tls.TlsVerdict;

/** TLS over a {@link TcpChannel}: each operation ends by the deadline of its stage. For one thread at a time. */
final class TlsChannel implements Closeable {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    /** Record types alert and handshake, of which one opens a server's side (RFC 8446, section 5.1). */
    private static final int ALERT = 21;

    private static final int HANDSHAKE = 22;
    private static final int MAJOR_VERSION = 3;
    /** Records that are read after a failure in search of its reason: more than a server has to say. */
    private static final int MAX_LAST_RECORDS = 64;

    private final TcpChannel tcp;
    private final TlsHandshake tls;
    private final SSLEngine engine;
    private final int plainRecordBytes;
    /** Received and still encrypted; between calls ready to be put into. */
    private final ByteBuffer received;
    /** Encrypted and to be sent; between calls empty. */
    private final ByteBuffer toSend;
    /** Received and decrypted. */
    private final WipedBuffer plain;

    private boolean spokeTls;
    private boolean answered;
    /** Whether what we have to say is dropped, since nobody would hear it. */
    private boolean unheard;

    TlsChannel(TcpChannel tcp, TlsHandshake tls) {
        this.tcp = tcp;
        this.tls = tls;
        this.engine = tls.engine();
        this.plainRecordBytes = engine.getSession().getApplicationBufferSize();
        this.received = ByteBuffer.allocateDirect(engine.getSession().getPacketBufferSize());
        this.toSend = ByteBuffer.allocateDirect(engine.getSession().getPacketBufferSize());
        this.plain = new WipedBuffer(2 * plainRecordBytes);
    }

    /** Agrees on TLS. In TLS 1.3 the server's verdict on our certificate comes only with, or instead of, its first answer. */
    void handshake(Stage stage) throws KmipTransportException {
        try {
            engine.beginHandshake();
            while (engine.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING) {
                if (engine.getHandshakeStatus() != HandshakeStatus.NEED_UNWRAP) {
                    proceed(stage);
                } else if (!unwrap(stage)) {
                    fill(stage);
                }
            }
        } catch (IOException e) {
            KmipTransportException failed = failed(e, stage);
            sayGoodbye();
            throw failed;
        }
    }

    /** Sends all that remains in the buffer. */
    void write(ByteBuffer source, Stage stage) throws KmipTransportException {
        try {
            while (source.hasRemaining()) {
                if (engine.wrap(source, toSend).getStatus() == SSLEngineResult.Status.CLOSED) {
                    throw closed(stage);
                }
                flush(stage);
            }
        } catch (IOException e) {
            throw failed(e, stage);
        }
    }

    /** Receives until so many bytes of the answer are there, or more. */
    void readUntil(int lengthBytes, Stage stage) throws KmipTransportException {
        try {
            while (plain.lengthBytes() < lengthBytes) {
                if (!unwrap(stage)) {
                    fill(stage);
                }
                proceed(stage);
            }
            answered = true;
        } catch (IOException e) {
            throw failed(e, stage);
        }
    }

    /** What was received and decrypted. */
    WipedBuffer plain() {
        return plain;
    }

    /**
     * Whether a connection at rest still serves: nothing has come but tickets and the like, least of all its end. Does not
     * wait.
     */
    boolean isOpenAndQuiet(Stage stage) {
        try {
            while (tcp.readNow(received) > 0) {
                stage.check();
                while (unwrap(stage)) {
                    proceed(stage);
                }
            }
            return received.position() == 0 && plain.lengthBytes() == 0 && !reachedEnd();
        } catch (IOException e) {
            return false;
        }
    }

    private boolean reachedEnd() throws IOException {
        return tcp.readNow(received) < 0 || engine.isInboundDone() || engine.isOutboundDone();
    }

    /** Decrypts one record. Answers false if more bytes are needed first. */
    private boolean unwrap(Stage stage) throws IOException {
        if (!spokeTls) {
            checkFirstRecord(stage);
        }
        received.flip();
        SSLEngineResult result;
        try {
            result = engine.unwrap(received, plain.withRoomFor(plainRecordBytes));
        } finally {
            received.compact();
        }
        return switch (result.getStatus()) {
            case OK -> true;
            case BUFFER_UNDERFLOW -> false;
            case CLOSED -> throw closed(stage);
            case BUFFER_OVERFLOW -> throw new SSLException("a record is longer than TLS allows");
        };
    }

    /** The engine's own complaint about something that is not TLS cannot be told from others. */
    private void checkFirstRecord(Stage stage) throws KmipTransportException {
        if (received.position() < 2) {
            return;
        }
        int type = received.get(0);
        if ((type != ALERT && type != HANDSHAKE) || received.get(1) != MAJOR_VERSION) {
            throw stage.failed(TransportFailure.NOT_TLS);
        }
        spokeTls = true;
    }

    /** Does what the engine needs besides receiving: computes, or sends records of its own. */
    private void proceed(Stage stage) throws IOException {
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> {
                    for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
                        task.run();
                    }
                }
                case NEED_WRAP -> {
                    engine.wrap(NOTHING, toSend);
                    flush(stage);
                }
                default -> {
                    return;
                }
            }
        }
    }

    private void fill(Stage stage) throws IOException {
        if (!received.hasRemaining()) {
            throw new SSLException("a record is longer than TLS allows");
        }
        if (tcp.read(received, stage) < 0) {
            throw closed(stage);
        }
    }

    private void flush(Stage stage) throws IOException {
        try {
            if (!unheard) {
                tcp.write(toSend.flip(), stage);
            }
        } finally {
            toSend.clear();
        }
    }

    private KmipTransportException failed(IOException thrown, Stage stage) {
        IOException reason = mayHideReason(thrown) ? reasonLeftBehind(stage).orElse(thrown) : thrown;
        if (reason instanceof KmipTransportException failed) {
            return failed;
        }
        return reason instanceof SSLException ssl ? failed(ssl, stage) : closed(stage);
    }

    /** Whether the server may have said more than that it hung up, or reads no more. */
    private static boolean mayHideReason(IOException thrown) {
        return thrown instanceof KmipTransportException failed
                ? failed.failure() == TransportFailure.TIMED_OUT
                : !(thrown instanceof SSLException);
    }

    /**
     * A server that refuses us sends an alert and hangs up. With something of ours on its way, that resets the connection, and
     * our write fails before we have read what it said.
     */
    private Optional<IOException> reasonLeftBehind(Stage stage) {
        unheard = true;
        int left = MAX_LAST_RECORDS;
        try {
            do {
                proceed(stage);
                while (unwrap(stage) && left-- > 0) {
                    proceed(stage);
                }
            } while (left > 0 && tcp.readNow(received) > 0);
            return Optional.empty();
        } catch (SSLException | KmipTransportException e) {
            return Optional.of(e);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private KmipTransportException failed(SSLException ssl, Stage stage) {
        TlsVerdict verdict = TlsVerdict.of(ssl, tls);
        if (stage.phase() == TransportPhase.HANDSHAKE) {
            return stage.failed(verdict.failure(), verdict.detail(), ssl);
        }
        boolean aboutUs = verdict.failure() == TransportFailure.CLIENT_CERTIFICATE_REFUSED
                || verdict.failure() == TransportFailure.CLIENT_CERTIFICATE_WANTED;
        if (!aboutUs) {
            return stage.failed(TransportFailure.BROKEN, verdict.detail(), ssl);
        }
        // In TLS 1.3 our side of the handshake ends before the server has looked at our certificate. A server that
        // refuses it never came to read the request.
        boolean stillHandshake = !answered && isTls13();
        return (stillHandshake ? stage.as(TransportPhase.HANDSHAKE) : stage)
                .failed(verdict.failure(), verdict.detail(), ssl);
    }

    private boolean isTls13() {
        return engine.getSession().getProtocol().equals("TLSv1.3");
    }

    private KmipTransportException closed(Stage stage) {
        if (!answered && tls.leftWithoutCertificate()) {
            return stage.failed(TransportFailure.CLIENT_CERTIFICATE_WANTED);
        }
        if (plain.lengthBytes() > 0) {
            return stage.failed(TransportFailure.CLOSED_WITHIN_ANSWER);
        }
        // The alert that would tell so gets lost where a reset overtakes it.
        String guess = !answered && tls.hasShownCertificate() ? "it may have refused our client certificate" : "";
        return stage.failed(TransportFailure.CLOSED_BEFORE_ANSWER, guess, null);
    }

    /** Sends what the engine still has to say as far as the system takes it at once. */
    private void sayGoodbye() {
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                SSLEngineResult result = engine.wrap(NOTHING, toSend);
                tcp.writeNow(toSend.flip());
                toSend.clear();
                if (result.bytesProduced() == 0) {
                    return;
                }
            }
        } catch (IOException e) {
            // Nobody is left to say it to.
        }
    }

    /** Says that it closes, if that can be said at once, and wipes what was received. */
    @Override
    public void close() {
        engine.closeOutbound();
        sayGoodbye();
        tcp.close();
        plain.clear();
    }
}
