// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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
 * reads no replies or sends half a request holds up its own threads only. Small requests that storage has answered in no
 * time lately are not worth another thread: one runs all that have come, and answers them together. Nor are large ones
 * that only need a processor, while all have enough to do.
 */
final class Session {
    /** What one client can have of the buffers at once: one of the largest, and some. */
    private static final int BUDGET_BYTES = Request.MAX_PAYLOAD_BYTES + (16 << 20);

    private static final int BUDGET_UNIT_BYTES = 32 << 10;

    /** So many small requests are read, and answered, in one go. */
    private static final int MAX_BATCH = 16;

    private final Agreement agreement;
    private final HeaderKind headers;
    private final RequestCheck check;
    private final RequestRunner runner;
    private final Input input;
    private final Output output;
    private final Buffers buffers;
    private final Crew crew;
    private final Processors processors;
    private final Semaphore budget = new Semaphore(BUDGET_BYTES / BUDGET_UNIT_BYTES, true);
    private final Pace pace = new Pace();
    private final ReentrantLock reading = new ReentrantLock();
    private boolean ended;
    private @Nullable IOException failure;

    Session(
            Agreement agreement,
            RequestRunner runner,
            Input input,
            Output output,
            Buffers buffers,
            Crew crew,
            Processors processors) {
        this.agreement = agreement;
        this.headers = agreement.headers();
        this.check = new RequestCheck(agreement);
        this.runner = runner;
        this.input = input;
        this.output = output;
        this.buffers = buffers;
        this.crew = crew;
        this.processors = processors;
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
        List<Job> jobs = new ArrayList<>();
        List<Output.Reply> replies = new ArrayList<>();
        while (nextJobs(jobs)) {
            try {
                if (isWorthAnother(jobs)) {
                    crew.callAnother();
                }
                jobs.forEach(job -> replies.add(finish(job)));
                jobs.clear();
                output.send(replies);
            } catch (IOException e) {
                fail(e);
                return;
            } finally {
                processors.end();
            }
            replies.clear();
        }
    }

    /** Whether requests that come next should not wait for these. */
    private boolean isWorthAnother(List<Job> jobs) {
        if (pace.isQuick() && jobs.stream().allMatch(Job::isSmall)) {
            return false;
        }
        return !processors.areBusy()
                || !jobs.stream().allMatch(job -> job.refusal() == null && pace.keepsProcessor(job.request()));
    }

    /** A request with its buffer, and with its payload if it has one. */
    private record Job(
            Request request,
            @Nullable Lease lease,
            int budgetUnits,
            @Nullable NbdRequestException refusal) {
        boolean isSmall() {
            return refusal == null && Pace.isSmall(request);
        }
    }

    /** Waits for the next request, and takes along small ones that are there already; false if there is none for this thread. */
    private boolean nextJobs(List<Job> jobs) {
        if (!crew.mayWait()) {
            return false;
        }
        reading.lock();
        try {
            crew.arrived();
            Request request = ended ? null : nextRequest();
            if (request == null) {
                return false;
            }
            processors.begin();
            takeJobs(request, jobs);
            return true;
        } catch (IOException e) {
            failLocked(e);
            return false;
        } finally {
            reading.unlock();
        }
    }

    /** Takes what came, and small requests that are there already behind a small one: behind a slow one nothing shall wait. */
    private void takeJobs(Request request, List<Job> jobs) throws IOException {
        boolean done = false;
        try {
            Job next = receive(request);
            boolean small = next.isSmall();
            while (next != null) {
                jobs.add(next);
                next = small && jobs.size() < MAX_BATCH ? readyJob() : null;
            }
            done = true;
        } finally {
            if (!done) {
                jobs.forEach(job -> giveBack(job.lease(), job.budgetUnits()));
                jobs.clear();
                processors.end();
            }
        }
    }

    /** A small request that has come whole and finds a buffer, where small ones take no time; else nothing is touched. */
    private @Nullable Job readyJob() throws IOException {
        int headerBytes = Request.headerBytes(headers);
        if (!pace.isQuick() || !input.has(headerBytes)) {
            return null;
        }
        Request request = Request.read(input.ahead(), headers);
        if (!Pace.isSmall(request) || !input.has(headerBytes + (int) request.payloadBytes(headers))) {
            return null;
        }
        int contentBytes = (int) request.lengthBytes();
        int units = buffers.sizeBytes(contentBytes) / BUDGET_UNIT_BYTES;
        if (refusal(request) != null || !budget.tryAcquire(units)) {
            return null;
        }
        Lease lease = buffers.tryTake(contentBytes);
        if (lease == null) {
            budget.release(units);
            return null;
        }
        input.skip(headerBytes);
        return filled(request, lease, units);
    }

    /** Waits for a request; null if the client goes. */
    private @Nullable Request nextRequest() throws IOException {
        ByteBuffer header = input.next(Request.headerBytes(headers));
        Request request = header == null ? null : Request.read(header, headers);
        if (request == null || request.type() == Command.DISC) {
            ended = true;
            return null;
        }
        return request;
    }

    private Job receive(Request request) throws IOException {
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
        try {
            lease = buffers.take(contentBytes);
        } finally {
            if (lease == null) {
                budget.release(units);
            }
        }
        return filled(request, lease, units);
    }

    /** The request with its payload, if it has one, in its buffer. */
    private Job filled(Request request, Lease lease, int units) throws IOException {
        int payloadBytes = (int) request.payloadBytes(headers);
        int contentBytes = request.type() == Command.READ ? (int) request.lengthBytes() : payloadBytes;
        boolean done = false;
        try {
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

    private Output.Reply finish(Job job) {
        Request request = job.request();
        ByteBuffer reply;
        boolean keepsBuffer = false;
        try {
            if (job.refusal() != null) {
                throw job.refusal();
            }
            ByteBuffer content = job.lease() == null ? null : job.lease().whole();
            long startNanos = System.nanoTime();
            reply = runner.run(request, content);
            pace.took(request, System.nanoTime() - startNanos);
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
        return new Output.Reply(reply, afterwards);
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
