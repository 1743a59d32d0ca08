// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.nbd.NbdRequestException;
import org.sectorkeep.nbd.internal.net.Buffers;
import org.sectorkeep.nbd.internal.net.Buffers.Lease;
import org.sectorkeep.nbd.internal.net.Input;
import org.sectorkeep.nbd.internal.net.Output;
import org.sectorkeep.nbd.internal.wire.Chunk;
import org.sectorkeep.nbd.internal.wire.Command;
import org.sectorkeep.nbd.internal.wire.HeaderKind;
import org.sectorkeep.nbd.internal.wire.Request;

/**
 * The transmission phase with one client. Threads take turns: one reads a request, calls another to read the next, runs
 * its own and sends the reply. So a request waits for no other, one that is alone changes no thread, and a client that
 * reads no replies or sends half a request holds up its own threads only.
 */
final class Session {
    /** What one client can have of the buffers at once: one of the largest, and some. */
    private static final int BUDGET_BYTES = Request.MAX_PAYLOAD_BYTES + (16 << 20);

    private static final int BUDGET_UNIT_BYTES = 32 << 10;

    private final Agreement agreement;
    private final HeaderKind headers;
    private final RequestCheck check;
    private final RequestRunner runner;
    private final Input input;
    private final Output output;
    private final Buffers buffers;
    private final Crew crew;
    private final Semaphore budget = new Semaphore(BUDGET_BYTES / BUDGET_UNIT_BYTES, true);
    private final ReentrantLock reading = new ReentrantLock();
    private boolean ended;
    private @Nullable IOException failure;

    Session(Agreement agreement, RequestRunner runner, Input input, Output output, Buffers buffers, Crew crew) {
        this.agreement = agreement;
        this.headers = agreement.headers();
        this.check = new RequestCheck(agreement);
        this.runner = runner;
        this.input = input;
        this.output = output;
        this.buffers = buffers;
        this.crew = crew;
    }

    /** Serves the client until it goes; then nothing of the session runs any more. */
    void run() throws IOException {
        try {
            crew.work(this::takeTurns);
        } finally {
            crew.awaitEnd();
        }
        IOException broken = failure;
        if (broken != null) {
            throw broken;
        }
    }

    /** Reads and runs requests until the client goes, or another thread waits already to read the next one. */
    private void takeTurns() {
        while (true) {
            Job job = nextJob();
            if (job == null) {
                return;
            }
            crew.callAnother();
            try {
                finish(job);
            } catch (IOException e) {
                fail(e);
                return;
            }
        }
    }

    /** A request with its buffer, and with its payload if it has one. */
    private record Job(
            Request request,
            @Nullable Lease lease,
            int budgetUnits,
            @Nullable NbdRequestException refusal) {}

    private @Nullable Job nextJob() {
        if (!crew.mayWait()) {
            return null;
        }
        reading.lock();
        try {
            crew.arrived();
            return ended ? null : receive();
        } catch (IOException e) {
            failLocked(e);
            return null;
        } finally {
            reading.unlock();
        }
    }

    private @Nullable Job receive() throws IOException {
        ByteBuffer header = input.next(Request.headerBytes(headers));
        Request request = header == null ? null : Request.read(header, headers);
        if (request == null || request.type() == Command.DISC) {
            ended = true;
            return null;
        }
        NbdRequestException refusal = refusal(request);
        long payloadBytes = request.payloadBytes(headers);
        if (refusal != null || payloadBytes < 0) {
            skip(payloadBytes);
            return new Job(request, null, 0, refusal);
        }
        return withBuffer(request, (int) payloadBytes);
    }

    private @Nullable NbdRequestException refusal(Request request) {
        try {
            check.require(request);
            if (request.type() == Command.BLOCK_STATUS && request.payloadBytes(headers) > StatusPayload.MAX_BYTES) {
                throw RequestCheck.invalid("the query is too long");
            }
            runner.requireServed();
            return null;
        } catch (NbdRequestException e) {
            return e;
        }
    }

    private void skip(long payloadBytes) throws IOException {
        if (payloadBytes < 0 || payloadBytes > Request.MAX_SKIPPED_BYTES) {
            throw new ProtocolException("a payload of " + Long.toUnsignedString(payloadBytes) + " bytes");
        }
        input.skip(payloadBytes);
    }

    private Job withBuffer(Request request, int payloadBytes) throws IOException {
        int contentBytes = request.type() == Command.READ ? (int) request.lengthBytes() : payloadBytes;
        if (contentBytes == 0) {
            return new Job(request, null, 0, null);
        }
        int units = buffers.sizeBytes(contentBytes) / BUDGET_UNIT_BYTES;
        budget.acquireUninterruptibly(units);
        Lease lease = null;
        boolean done = false;
        try {
            lease = buffers.take(contentBytes);
            ByteBuffer content = lease.whole().position(Buffers.HEADROOM_BYTES);
            content.limit(Buffers.HEADROOM_BYTES + contentBytes);
            if (payloadBytes > 0) {
                input.read(content);
                content.position(Buffers.HEADROOM_BYTES);
            }
            done = true;
            return new Job(request, lease, units, null);
        } finally {
            if (!done) {
                giveBack(lease, units);
            }
        }
    }

    private void giveBack(@Nullable Lease lease, int units) {
        if (lease != null) {
            lease.release();
        }
        budget.release(units);
    }

    private void finish(Job job) throws IOException {
        Request request = job.request();
        ByteBuffer reply;
        boolean keepsBuffer = false;
        try {
            if (job.refusal() != null) {
                throw job.refusal();
            }
            ByteBuffer content = job.lease() == null ? null : job.lease().whole();
            reply = runner.run(request, content);
            keepsBuffer = content != null && request.type() == Command.READ;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            NbdRequestException refusal = Failures.of(e, agreement.export().name());
            reply = Chunk.error(headers, request, refusal.error(), String.valueOf(refusal.getMessage()));
        }
        Runnable afterwards = () -> giveBack(job.lease(), job.budgetUnits());
        if (!keepsBuffer) {
            afterwards.run();
            afterwards = () -> {};
        }
        output.send(new Output.Reply(reply, afterwards));
    }

    private void fail(IOException e) {
        // Sending failed: who reads must see it soon, and does, since the connection is closed by the caller of run.
        crew.abort();
        reading.lock();
        try {
            failLocked(e);
        } finally {
            reading.unlock();
        }
    }

    private void failLocked(IOException e) {
        ended = true;
        failure = failure == null ? e : failure;
    }
}
