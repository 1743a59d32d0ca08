// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.metrics;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.ListenAddress;
import org.sectorkeep.agent.internal.net.ClientService;
import org.sectorkeep.agent.internal.net.LineReader;
import org.sectorkeep.agent.internal.net.LocalSocket;

/** Answers {@code GET /metrics} (HTTP/1.0, one request a connection) on a unix socket or a loopback port. */
public final class MetricsServer implements Closeable {
    private static final int MOST_CLIENTS = 8;
    private static final int MOST_LINE_BYTES = 8 << 10;
    private static final int MOST_LINES = 100;

    private final AgentMetrics metrics;
    private final Closeable socket;
    private final ClientService service;
    private final String address;

    private MetricsServer(AgentMetrics metrics, Closeable socket, ServerSocketChannel channel, String address) {
        this.metrics = metrics;
        this.socket = socket;
        this.address = address;
        this.service = new ClientService(channel, MOST_CLIENTS, "metrics", this::serve);
    }

    /** Listens, and answers from now on. */
    public static MetricsServer start(ListenAddress where, AgentMetrics metrics) throws IOException {
        if (where instanceof ListenAddress.Unix unix) {
            LocalSocket socket = LocalSocket.bind(unix.path());
            return new MetricsServer(metrics, socket, socket.channel(), unix.toString());
        }
        ListenAddress.Tcp tcp = (ListenAddress.Tcp) where;
        ServerSocketChannel channel = ServerSocketChannel.open();
        boolean bound = false;
        try {
            channel.bind(new InetSocketAddress(tcp.host(), tcp.port()));
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            bound = true;
            return new MetricsServer(
                    metrics, channel, channel, new ListenAddress.Tcp(tcp.host(), port, tcp.tls()).toString());
        } finally {
            if (!bound) {
                channel.close();
            }
        }
    }

    /** Where it listens. */
    public String address() {
        return address;
    }

    private void serve(ClientService.Connection connection) throws IOException {
        LineReader lines = new LineReader(connection.channel(), MOST_LINE_BYTES);
        String request = text(lines.next());
        String line = request;
        for (int count = 0; !line.isEmpty() && count < MOST_LINES; count++) {
            line = text(lines.next());
        }
        connection.beginWork();
        byte[] answer;
        try {
            answer = answer(request);
        } finally {
            connection.endWork();
        }
        for (ByteBuffer rest = ByteBuffer.wrap(answer); rest.hasRemaining(); ) {
            connection.channel().write(rest);
        }
    }

    /** A line without its carriage return; empty at the end, and for one that means nothing. */
    private static String text(LineReader.@Nullable Line line) {
        return line instanceof LineReader.Line.Text text
                ? StandardCharsets.ISO_8859_1.decode(text.bytes()).toString().strip()
                : "";
    }

    private byte[] answer(String request) throws IOException {
        String[] words = request.split(" ", -1);
        if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
            return answer(
                    "400 Bad Request", "text/plain", "what was asked is not HTTP/1\n".getBytes(StandardCharsets.UTF_8));
        } else if (!words[0].equals("GET") || !words[1].equals("/metrics")) {
            return answer(
                    "404 Not Found", "text/plain", "there is GET /metrics only\n".getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        metrics.write(body);
        return answer("200 OK", "text/plain; version=0.0.4; charset=utf-8", body.toByteArray());
    }

    private static byte[] answer(String status, String type, byte[] body) {
        byte[] head = ("HTTP/1.0 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + body.length
                        + "\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        ByteBuffer answer = ByteBuffer.allocate(head.length + body.length);
        return answer.put(head).put(body).array();
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            service.close();
        }
    }
}
