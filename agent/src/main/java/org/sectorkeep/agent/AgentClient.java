// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sectorkeep.agent.internal.net.PeerUser;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.HandedKek;
import org.sectorkeep.keys.KeyId;

/** Talks to an agent over its control socket. Not safe for use by several threads. */
public final class AgentClient implements Closeable {
    private static final int READ_BYTES = 64 << 10;
    private static final int MOST_ANSWER_BYTES = 64 << 20;
    /** Ids of the greatest length fit a line. */
    private static final int KEYS_AT_ONCE = 60;

    private final Path socket;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;

    private AgentClient(Path socket, SocketChannel channel, Selector selector, SelectionKey key) {
        this.socket = socket;
        this.channel = channel;
        this.selector = selector;
        this.key = key;
    }

    /**
     * Connects to an agent.
     *
     * @param socket its control socket
     * @return the connection
     * @throws FaultException of type {@code no-agent} if none is there
     * @throws IOException if the socket cannot be used
     */
    public static AgentClient connect(Path socket) throws IOException {
        if (!Files.exists(socket)) {
            throw noAgent(socket);
        }
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        boolean connected = false;
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.configureBlocking(false);
            Selector selector = Selector.open();
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            connected = true;
            return new AgentClient(socket, channel, selector, key);
        } catch (ConnectException e) {
            throw noAgent(socket);
        } finally {
            if (!connected) {
                channel.close();
            }
        }
    }

    private static FaultException noAgent(Path socket) {
        return FaultException.failed(
                "no-agent",
                "no agent listens on '" + socket + "'",
                "start one: sectorkeep agent; or name its socket: --socket PATH");
    }

    /**
     * Sends a request and waits for the answer.
     *
     * @param request the request, with its {@code op}
     * @param deadline how long to wait at most
     * @return the answer; {@code ok} is true
     * @throws FaultException if the agent says no, or does not answer in time
     * @throws IOException if the connection breaks
     */
    public JsonObject call(JsonObject request, Duration deadline) throws IOException {
        long deadlineNanos = System.nanoTime() + deadline.toNanos();
        sendLine(request, deadlineNanos);
        return answer(deadlineNanos);
    }

    /**
     * Hands keys to the agent, which opens what waited for them.
     *
     * @param keys the keys; they stay the caller's
     * @param deadline how long to wait at most
     * @return the disks that waited for keys, each as it is now
     * @throws FaultException if the agent says no, or does not answer in time
     * @throws IOException if the connection breaks
     */
    public JsonArray handOver(List<HandedKek> keys, Duration deadline) throws IOException {
        if (!PeerUser.ofProcess().mayHaveSecrets(channel)) {
            throw FaultException.refused(
                    "permission",
                    "what listens on '" + socket + "' belongs to another user, and gets no keys",
                    "start the agent as this user, or name its socket: --socket PATH");
        }
        long deadlineNanos = System.nanoTime() + deadline.toNanos();
        JsonArray disks = new JsonArray();
        for (int done = 0; done < keys.size(); done += KEYS_AT_ONCE) {
            List<HandedKek> some = keys.subList(done, Math.min(keys.size(), done + KEYS_AT_ONCE));
            sendLine(announcement(some), deadlineNanos);
            for (HandedKek each : some) { // straight from locked memory: the buffer is direct
                sendSecret(each.key(), deadlineNanos);
            }
            disks.addAll(disks(answer(deadlineNanos)));
        }
        return disks;
    }

    private static JsonObject announcement(List<HandedKek> keys) {
        JsonObject request = request("accept");
        request.addProperty("secretBytes", keys.size() * HandedKek.KEY_BYTES);
        JsonArray announced = new JsonArray();
        for (HandedKek each : keys) {
            JsonObject key = StatusJson.keyId(each.id());
            key.addProperty("state", HostFields.code(each.state()));
            announced.add(key);
        }
        request.add("keys", announced);
        return request;
    }

    /**
     * Takes keys back that were handed to the agent.
     *
     * @param ids their ids
     * @param deadline how long to wait at most
     * @throws FaultException if the agent says no, or does not answer in time
     * @throws IOException if the connection breaks
     */
    public void withdraw(Collection<KeyId> ids, Duration deadline) throws IOException {
        List<KeyId> all = List.copyOf(ids);
        for (int done = 0; done < all.size(); done += KEYS_AT_ONCE) {
            JsonObject request = request("withdraw");
            JsonArray keys = new JsonArray();
            all.subList(done, Math.min(all.size(), done + KEYS_AT_ONCE)).forEach(id -> keys.add(StatusJson.keyId(id)));
            request.add("keys", keys);
            JsonObject unused = call(request, deadline);
        }
    }

    private void sendSecret(SecretBytes secret, long deadlineNanos) throws IOException {
        try {
            Object unused = secret.read(bytes -> {
                try {
                    send(bytes, deadlineNanos);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return deadlineNanos;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void sendLine(JsonObject request, long deadlineNanos) throws IOException {
        send(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)), deadlineNanos);
    }

    private JsonObject answer(long deadlineNanos) throws IOException {
        JsonObject answer = parse(line(deadlineNanos));
        JsonElement ok = answer.get("ok");
        if (ok != null && ok.isJsonPrimitive() && ok.getAsBoolean()) {
            return answer;
        }
        throw new FaultException(fault(answer));
    }

    /**
     * Waits until the agent closes the connection, which it does last when it stops.
     *
     * @param deadline how long to wait at most
     * @throws FaultException if that takes longer
     * @throws IOException if the connection breaks
     */
    public void awaitEnd(Duration deadline) throws IOException {
        long deadlineNanos = System.nanoTime() + deadline.toNanos();
        ByteBuffer ignored = ByteBuffer.allocate(READ_BYTES);
        while (channel.read(ignored.clear()) >= 0) {
            await(SelectionKey.OP_READ, deadlineNanos);
        }
    }

    private static JsonObject parse(String line) throws IOException {
        try {
            if (JsonParser.parseString(line) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonSyntaxException e) {
            throw new IOException("what the agent answered is not JSON", e);
        }
        throw new IOException("what the agent answered is not a JSON object");
    }

    private static Fault fault(JsonObject answer) throws IOException {
        if (answer.get("error") instanceof JsonObject error
                && error.get("type") != null
                && error.get("message") != null
                && error.get("exitCode") != null) {
            JsonElement hint = error.get("hint");
            return new Fault(
                    error.get("type").getAsString(),
                    error.get("message").getAsString(),
                    hint == null || hint.isJsonNull() ? null : hint.getAsString(),
                    error.get("exitCode").getAsInt());
        }
        throw new IOException("what the agent answered has neither a result nor an error");
    }

    private void send(ByteBuffer request, long deadlineNanos) throws IOException {
        while (request.hasRemaining()) {
            if (channel.write(request) == 0) {
                await(SelectionKey.OP_WRITE, deadlineNanos);
            }
        }
    }

    /** One line: an answer is one, and nothing comes unasked. */
    private String line(long deadlineNanos) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
        while (true) {
            int count = channel.read(buffer.clear());
            if (count < 0) {
                throw new IOException("the agent at '" + socket + "' closed the connection");
            } else if (count == 0) {
                await(SelectionKey.OP_READ, deadlineNanos);
                continue;
            }
            line.write(buffer.array(), 0, count);
            if (buffer.get(count - 1) == '\n') {
                return line.toString(StandardCharsets.UTF_8);
            } else if (line.size() > MOST_ANSWER_BYTES) {
                throw new IOException("the agent at '" + socket + "' answers without end");
            }
        }
    }

    private void await(int operation, long deadlineNanos) throws IOException {
        long leftMillis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (leftMillis <= 0) {
            throw FaultException.failed(
                    "deadline",
                    "the agent at '" + socket + "' does not answer in time",
                    "sectorkeep agent status tells what it does");
        }
        key.interestOps(operation);
        int ready = selector.select(leftMillis);
        if (ready > 0) {
            selector.selectedKeys().clear();
        }
    }

    /**
     * A request without parameters yet.
     *
     * @param op what is asked for
     * @return the request, to be added to
     */
    public static JsonObject request(String op) {
        JsonObject request = new JsonObject();
        request.addProperty("version", 1);
        request.addProperty("op", op);
        return request;
    }

    /**
     * The disks of an answer.
     *
     * @param answer what {@link #call} gave
     * @return its {@code disks}, or its one {@code disk}
     */
    public static JsonArray disks(JsonObject answer) {
        if (answer.get("disks") instanceof JsonArray disks) {
            return disks;
        }
        JsonArray one = new JsonArray();
        if (answer.get("disk") instanceof JsonObject disk) {
            one.add(disk);
        }
        return one;
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            selector.close();
        }
    }
}
