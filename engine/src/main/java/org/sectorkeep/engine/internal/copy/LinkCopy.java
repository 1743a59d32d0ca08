// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.copy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.sectorkeep.engine.internal.io.RangeCipher;
import org.sectorkeep.vmdk.VirtualDisk;

/** Copies what one link of a snapshot chain holds itself into a new child, so that the rest still shows from below. */
public final class LinkCopy {
    private final LinkPlan plan;
    private final DiskCopy.Reader plaintext;
    private final VirtualDisk target;
    private final Optional<RangeCipher> cipher;
    private final DiskCopy.Monitor monitor;
    private final long totalBytes;
    private long doneBytes;

    /**
     * @param source what the link holds
     * @param plaintext reads the content as it shows there, from below too
     * @param target an empty child of the same size
     * @param cipher encrypts for the target; a plain copy when empty
     */
    public LinkCopy(
            VirtualDisk source,
            DiskCopy.Reader plaintext,
            VirtualDisk target,
            Optional<RangeCipher> cipher,
            DiskCopy.Monitor monitor)
            throws IOException {
        this.plan = new LinkPlan(source, target);
        this.plaintext = plaintext;
        this.target = target;
        this.cipher = cipher;
        this.monitor = monitor;
        this.totalBytes = ownBytes(source);
    }

    /** What a link holds itself, and a copy of it has to deal with. */
    public static long ownBytes(VirtualDisk link) throws IOException {
        return LinkPlan.ownBytes(link);
    }

    /** Copies everything; returns how many bytes the link held. */
    public long run() throws IOException {
        monitor.progress(0, totalBytes);
        new Workers("sectorkeep-copy").run(Worker::new);
        monitor.progress(totalBytes, totalBytes);
        return totalBytes;
    }

    /** Grains of the target may be larger than the source's: what is copied may be more than the source holds. */
    private synchronized void done(long bytes) throws IOException {
        doneBytes = Math.min(totalBytes, doneBytes + bytes);
        monitor.progress(doneBytes, totalBytes);
    }

    /** Takes piece after piece. */
    private final class Worker implements Workers.Worker {
        private ByteBuffer buffer = ByteBuffer.allocateDirect(0);

        @Override
        public boolean step() throws IOException {
            Optional<LinkPlan.Piece> next = plan.next();
            if (next.isEmpty()) {
                return false;
            }
            copy(next.get());
            done(next.get().lengthBytes());
            return true;
        }

        private void copy(LinkPlan.Piece piece) throws IOException {
            if (piece.isMark() && target.discard(piece.offsetBytes(), piece.lengthBytes())) {
                return;
            }
            if (buffer.capacity() < piece.lengthBytes()) {
                buffer = ByteBuffer.allocateDirect(piece.lengthBytes());
            }
            ByteBuffer content = buffer.slice(0, piece.lengthBytes());
            plaintext.read(piece.offsetBytes(), content.duplicate());
            cipher.ifPresent(xts -> xts.encrypt(piece.offsetBytes(), content.duplicate(), content.duplicate()));
            target.write(piece.offsetBytes(), content);
        }
    }
}
