// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.engine.internal.io.Zeroes;
import org.sectorkeep.vmdk.AllocatedRange;
import org.sectorkeep.vmdk.VirtualDisk;

/**
 * Copies plaintext from one disk to a new one, encrypting it in place in each thread's own direct buffer. Grains of
 * zeroes are left out where the target may have holes, but an encrypted one keeps those that its sparse source has.
 */
public final class DiskCopy {
    private final CopyPlan plan;
    private final Reader plaintext;
    private final VirtualDisk target;
    private final Optional<RangeCipher> cipher;
    private final Monitor monitor;
    private long doneBytes;

    /**
     * @param source where the holes are
     * @param plaintext reads the content of the same disk
     * @param target an empty disk of the same size
     * @param cipher encrypts for the target; a plain copy when empty
     */
    public DiskCopy(
            VirtualDisk source, Reader plaintext, VirtualDisk target, Optional<RangeCipher> cipher, Monitor monitor)
            throws IOException {
        this.plan = new CopyPlan(
                source,
                plaintext,
                target,
                cipher.isEmpty() || !target.createType().isFlat());
        this.plaintext = plaintext;
        this.target = target;
        this.cipher = cipher;
        this.monitor = monitor;
    }

    /** Fills a buffer with plaintext. */
    @FunctionalInterface
    public interface Reader {
        void read(long offsetBytes, ByteBuffer target) throws IOException;

        /** The longest run of what the disk's tables call data, or of what is known without reading to be zeroes. */
        default AllocatedRange range(long offsetBytes, long maxBytes) throws IOException {
            return new AllocatedRange(AllocatedRange.Kind.DATA, offsetBytes, maxBytes);
        }
    }

    /** Is told of progress, one call at a time; what it throws stops the copy. */
    @FunctionalInterface
    public interface Monitor {
        void progress(long doneBytes, long totalBytes) throws IOException;
    }

    /** Copies everything; returns how many bytes of content that was. */
    public long run() throws IOException {
        monitor.progress(0, plan.totalBytes());
        new Workers("sectorkeep-copy").run(Worker::new);
        return plan.totalBytes();
    }

    private synchronized void done(long bytes) throws IOException {
        doneBytes += bytes;
        monitor.progress(doneBytes, plan.totalBytes());
    }

    /** Takes chunk after chunk. */
    private final class Worker implements Workers.Worker {
        private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

        @Override
        public boolean step() throws IOException {
            Optional<CopyPlan.Chunk> next = plan.next();
            if (next.isEmpty()) {
                return false;
            }
            copy(next.get());
            done(next.get().dataBytes());
            return true;
        }

        private void copy(CopyPlan.Chunk chunk) throws IOException {
            if (buffer.capacity() < chunk.lengthBytes()) {
                buffer = ByteBuffer.allocateDirect(plan.chunkBytes(chunk.offsetBytes()));
            }
            ByteBuffer content = buffer.slice(0, chunk.lengthBytes());
            plaintext.read(chunk.offsetBytes(), content.duplicate());
            if (plan.holesStay()) {
                writeGranules(chunk.offsetBytes(), content);
            } else {
                write(chunk.offsetBytes(), content);
            }
        }

        /**
         * Whether a granule need not be there in the target: all of it is zero. An encrypted disk keeps grains of zeroes
         * that its source has: leaving them out would tell what is in them.
         */
        private boolean mayLeaveOut(long offsetBytes, ByteBuffer content) throws IOException {
            return Zeroes.areAllOf(content) && (cipher.isEmpty() || !plan.isStored(offsetBytes, content.remaining()));
        }

        /** Writes each run of granules that must be there. */
        private void writeGranules(long offsetBytes, ByteBuffer content) throws IOException {
            int granuleBytes = plan.granuleBytes(offsetBytes);
            int runStart = 0;
            for (int at = 0; at < content.limit(); at += granuleBytes) {
                int end = Math.min(content.limit(), at + granuleBytes);
                if (mayLeaveOut(offsetBytes + at, content.slice(at, end - at))) {
                    write(offsetBytes + runStart, content.slice(runStart, at - runStart));
                    runStart = end;
                }
            }
            write(offsetBytes + runStart, content.slice(runStart, content.limit() - runStart));
        }

        private void write(long offsetBytes, ByteBuffer content) throws IOException {
            if (content.hasRemaining()) {
                cipher.ifPresent(xts -> xts.encrypt(offsetBytes, content.duplicate(), content.duplicate()));
                target.write(offsetBytes, content);
            }
        }
    }
}
