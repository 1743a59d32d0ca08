// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The replies of one connection on their way out. Whoever has a reply while nobody writes becomes the writer, and sends
 * along, in one call, what others leave meanwhile. When too much waits for a client that does not read, they wait too.
 */
public final class Output {
    private static final int MAX_GATHERED = 64;
    private static final int MAX_WAITING_BYTES = 1 << 20;

    private final Transport transport;
    private final Activity activity;
    private final Deque<Reply> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean writing;
    private @Nullable IOException failure;

    public Output(Transport transport, Activity activity) {
        this.transport = transport;
        this.activity = activity;
    }

    /** What is sent, and what becomes of it then, sent or not. */
    public record Reply(ByteBuffer bytes, Runnable afterwards) {}

    /** Sends replies, or leaves them to who is writing. */
    public void send(List<Reply> replies) throws IOException {
        if (!enter(replies)) {
            return;
        }
        List<Reply> batch = new ArrayList<>();
        ByteBuffer[] buffers = new ByteBuffer[MAX_GATHERED];
        while (nextBatch(batch)) {
            sendBatch(batch, buffers);
        }
    }

    /** Queues replies; true if the caller must write. */
    private synchronized boolean enter(List<Reply> replies) throws IOException {
        boolean interrupted = false;
        while (writing && failure == null && waitingBytes > MAX_WAITING_BYTES) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            replies.forEach(reply -> reply.afterwards().run());
            throw new IOException(failure);
        }
        for (Reply reply : replies) {
            waiting.addLast(reply);
            waitingBytes += reply.bytes().remaining();
        }
        boolean first = !writing;
        writing = true;
        return first;
    }

    private synchronized boolean nextBatch(List<Reply> batch) {
        batch.clear();
        while (!waiting.isEmpty() && batch.size() < MAX_GATHERED) {
            Reply reply = waiting.removeFirst();
            waitingBytes -= reply.bytes().remaining();
            batch.add(reply);
        }
        writing = !batch.isEmpty();
        notifyAll();
        return writing;
    }

    private void sendBatch(List<Reply> batch, ByteBuffer[] buffers) throws IOException {
        for (int i = 0; i < batch.size(); i++) {
            buffers[i] = batch.get(i).bytes();
        }
        activity.sending().begin();
        try {
            transport.write(buffers, batch.size());
        } catch (IOException e) {
            fail(e);
            throw e;
        } finally {
            activity.sending().end();
            batch.forEach(reply -> reply.afterwards().run());
        }
    }

    private synchronized void fail(IOException e) {
        failure = e;
        writing = false;
        waiting.forEach(reply -> reply.afterwards().run());
        waiting.clear();
        notifyAll();
    }
}
