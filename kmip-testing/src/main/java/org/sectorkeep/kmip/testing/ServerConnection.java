// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.sectorkeep.kmip.ttlv.Ttlv;
import org.sectorkeep.kmip.ttlv.TtlvDecoder;
import org.sectorkeep.kmip.ttlv.TtlvEncoder;
import org.sectorkeep.kmip.ttlv.TtlvLimits;

/** One connection after its TLS handshake, from the server's side. */
final class ServerConnection {
    private static final int HEADER_BYTES = 8;
    private static final int MAX_REQUEST_BYTES = 64 << 20;
    private static final int LENGTH_OFFSET = 4;
    private static final long TRICKLE_MILLIS = 1000;

    private final ScriptedKmipServer server;
    private final Socket raw;
    private final SSLSocket tls;
    private final Dispatcher dispatcher;

    ServerConnection(ScriptedKmipServer server, Socket raw, SSLSocket tls, Dispatcher dispatcher) {
        this.server = server;
        this.raw = raw;
        this.tls = tls;
        this.dispatcher = dispatcher;
    }

    /** Answers until the client, or a fault, ends the connection. */
    void serve() throws IOException, InterruptedException {
        DataInputStream in = new DataInputStream(tls.getInputStream());
        while (serveOne(in)) {
            // The next request follows on the same connection.
        }
    }

    private boolean serveOne(DataInputStream in) throws IOException, InterruptedException {
        Ttlv.Structure request;
        try {
            request = (Ttlv.Structure) TtlvDecoder.decode(ByteBuffer.wrap(read(in)), TtlvLimits.DEFAULT);
        } catch (EOFException e) {
            return false;
        }
        Optional<Fault> fault = server.arrived(Dispatcher.operations(request));
        if (fault.filter(f -> f == Fault.CLOSES_BEFORE_THE_ANSWER).isPresent()) {
            return false;
        }
        Ttlv.Structure answer = dispatcher.answer(request, fault);
        byte[] bytes =
                TtlvEncoder.encode(fault.map(f -> FaultyAnswer.of(answer, f)).orElse(answer));
        return send(bytes, fault);
    }

    private static byte[] read(DataInputStream in) throws IOException {
        byte[] header = new byte[HEADER_BYTES];
        in.readFully(header);
        int length = ByteBuffer.wrap(header).getInt(LENGTH_OFFSET);
        if (length < 0 || length > MAX_REQUEST_BYTES) {
            throw new IOException("request of " + length + " bytes");
        }
        byte[] message = Arrays.copyOf(header, HEADER_BYTES + length);
        in.readFully(message, HEADER_BYTES, length);
        return message;
    }

    /** Answers whether the connection stays. */
    private boolean send(byte[] answer, Optional<Fault> fault) throws IOException, InterruptedException {
        OutputStream out = tls.getOutputStream();
        if (fault.isEmpty()) {
            out.write(answer);
            return true;
        }
        return switch (fault.get()) {
            case NEVER_ANSWERS -> {
                server.awaitClose();
                yield false;
            }
            case ANSWERS_A_BYTE_A_SECOND -> trickle(out, answer);
            case RESETS_AFTER_ARRIVAL -> {
                raw.setSoLinger(true, 0);
                raw.close();
                yield false;
            }
            case CLOSES_WITHIN_THE_ANSWER -> {
                out.write(answer, 0, answer.length / 2);
                yield false;
            }
            case CLOSES_AFTER_THE_ANSWER -> {
                out.write(answer);
                yield false;
            }
            case ANNOUNCES_A_HUGE_LENGTH -> announce(out, answer, Integer.MAX_VALUE);
            case ANNOUNCES_A_NEGATIVE_LENGTH -> announce(out, answer, -HEADER_BYTES);
            case ANSWERS_GARBAGE -> {
                out.write("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                yield true;
            }
            case ANSWERS_GARBAGE_IN_A_MESSAGE -> {
                Arrays.fill(answer, HEADER_BYTES, answer.length, (byte) 0xA5);
                out.write(answer);
                yield true;
            }
            default -> {
                out.write(answer);
                yield true;
            }
        };
    }

    private static boolean trickle(OutputStream out, byte[] answer) throws IOException, InterruptedException {
        for (byte one : answer) {
            out.write(one);
            Thread.sleep(TRICKLE_MILLIS);
        }
        return true;
    }

    private static boolean announce(OutputStream out, byte[] answer, int lengthBytes) throws IOException {
        ByteBuffer.wrap(answer).putInt(LENGTH_OFFSET, lengthBytes);
        out.write(answer);
        return true;
    }
}
