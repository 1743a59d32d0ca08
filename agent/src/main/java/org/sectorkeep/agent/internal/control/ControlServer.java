// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.control;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.agent.Fault;
import org.sectorkeep.agent.internal.json.BadJsonException;
import org.sectorkeep.agent.internal.json.Fields;
import org.sectorkeep.agent.internal.json.StrictJson;
import org.sectorkeep.agent.internal.net.ClientService;
import org.sectorkeep.agent.internal.net.LineReader;
import org.sectorkeep.agent.internal.net.LocalSocket;
import org.sectorkeep.agent.internal.net.PeerUser;
import org.sectorkeep.crypto.SecretBytes;

/** Answers requests on the control socket: a JSON object a line, in order, each with the id that it was asked with. */
public final class ControlServer implements Closeable {
    /** The longest line of a request. */
    public static final int MOST_LINE_BYTES = 64 << 10;

    private static final int MOST_CLIENTS = 64;
    private static final int USAGE = 2;

    private final LocalSocket socket;
    private final PeerUser user;
    private final Requests requests;
    private final ClientService service;
    private final Gson gson =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();

    /** What is done with requests. */
    public interface Requests {
        /**
         * Carries out a request; its answer goes beside {@code "ok":true}. The secret is what followed the request, of no
         * bytes as a rule; it stays the caller's.
         */
        JsonObject answer(JsonObject request, SecretBytes secret) throws Exception;

        /** What is told of a failure of {@link #answer}. */
        Fault fault(Exception failure);

        /** Called when an answer was sent. */
        void answered(JsonObject request);
    }

    /** Listens, and answers from now on. */
    public ControlServer(Path path, Requests requests) throws IOException {
        this.requests = requests;
        this.socket = LocalSocket.bind(path);
        this.user = PeerUser.ownerOf(path);
        this.service = new ClientService(socket.channel(), MOST_CLIENTS, "control", this::serve);
    }

    private void serve(ClientService.Connection connection) throws IOException {
        SocketChannel channel = connection.channel();
        if (!user.isTrusted(channel)) {
            send(channel, refusal(null, new Fault("permission", "this agent belongs to another user", null, 1)));
            return;
        }
        LineReader lines = new LineReader(channel, MOST_LINE_BYTES);
        for (LineReader.Line line = lines.next(); line != null; line = lines.next()) {
            connection.beginWork();
            JsonObject request = null;
            JsonObject answer;
            try {
                request = read(line);
                try (SecretBytes secret = lines.secret(secretBytes(request))) {
                    answer = answer(request, secret);
                }
            } catch (BadJsonException e) {
                answer = refusal(null, badRequest(e));
            } finally {
                connection.endWork();
            }
            send(channel, answer);
            if (request != null) {
                requests.answered(request);
            }
        }
    }

    private static JsonObject read(LineReader.Line line) throws BadJsonException {
        if (line instanceof LineReader.Line.Text text) {
            return StrictJson.object(text.bytes());
        }
        throw new BadJsonException("the line is longer than " + MOST_LINE_BYTES + " bytes");
    }

    /** How many bytes of secret follow a request, at once behind its line. */
    private static int secretBytes(JsonObject request) throws BadJsonException {
        return (int) new Fields("", request).number("secretBytes", 0, MOST_LINE_BYTES, 0);
    }

    private JsonObject answer(JsonObject request, SecretBytes secret) {
        JsonElement id = request.get("id");
        if (id != null && !id.isJsonPrimitive() && !id.isJsonNull()) {
            return refusal(null, badRequest(new BadJsonException("'id' is not a text or a number")));
        }
        try {
            JsonObject answer = new JsonObject();
            answer.add("id", id);
            answer.addProperty("ok", true);
            JsonObject results = requests.answer(request, secret);
            results.entrySet().forEach(entry -> answer.add(entry.getKey(), entry.getValue()));
            return answer;
        } catch (BadJsonException e) {
            return refusal(id, badRequest(e));
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            return refusal(id, requests.fault(e));
        }
    }

    private static Fault badRequest(BadJsonException problem) {
        return new Fault(
                "bad-request",
                "the request is refused: " + problem.getMessage(),
                "docs/agent.md lists all requests",
                USAGE);
    }

    private static JsonObject refusal(@Nullable JsonElement id, Fault fault) {
        JsonObject error = new JsonObject();
        error.addProperty("type", fault.type());
        error.addProperty("message", fault.message());
        error.addProperty("hint", fault.hintOrNull());
        error.addProperty("exitCode", fault.exitCode());
        JsonObject answer = new JsonObject();
        answer.add("id", id);
        answer.addProperty("ok", false);
        answer.add("error", error);
        return answer;
    }

    private void send(SocketChannel channel, JsonObject answer) throws IOException {
        for (ByteBuffer rest = ByteBuffer.wrap((gson.toJson(answer) + "\n").getBytes(StandardCharsets.UTF_8));
                rest.hasRemaining(); ) {
            channel.write(rest);
        }
    }

    @Override
    public void close() throws IOException {
        try (socket) {
            service.close();
        }
    }
}
