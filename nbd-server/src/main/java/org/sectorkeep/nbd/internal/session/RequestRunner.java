// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.nbd.NbdDevice;
import org.sectorkeep.nbd.NbdError;
import org.sectorkeep.nbd.NbdRequestException;
import org.sectorkeep.nbd.Zeroing;
import org.sectorkeep.nbd.internal.net.Buffers;
import org.sectorkeep.nbd.internal.wire.Chunk;
import org.sectorkeep.nbd.internal.wire.Command;
import org.sectorkeep.nbd.internal.wire.HeaderKind;
import org.sectorkeep.nbd.internal.wire.Request;

/** Runs requests that were checked on the device, and makes the replies. */
final class RequestRunner {
    /** Long ranges go to the device in pieces, between which the end of the export is noticed. */
    private static final long PIECE_BYTES = 256 << 20;

    private final NbdDevice device;
    private final HeaderKind headers;
    private final RequestCheck check;
    private final BooleanSupplier served;

    RequestRunner(Agreement agreement, BooleanSupplier served) {
        this.device = agreement.export().device();
        this.headers = agreement.headers();
        this.check = new RequestCheck(agreement);
        this.served = served;
    }

    /** Refuses everything once the server or the export is on its way out. */
    void requireServed() throws NbdRequestException {
        if (!served.getAsBoolean()) {
            throw new NbdRequestException(NbdError.ESHUTDOWN, "the export is being shut down");
        }
    }

    /**
     * Runs a request.
     *
     * @param content where the payload is, or what is read goes, with room before it for the header of the reply
     * @return the reply, which for a read is in {@code content}
     */
    ByteBuffer run(Request request, @Nullable ByteBuffer content) throws IOException {
        switch (request.type()) {
            case Command.READ -> {
                return content == null ? Chunk.done(headers, request) : read(request, content);
            }
            case Command.BLOCK_STATUS -> {
                return status(request, content);
            }
            case Command.WRITE -> write(request, content);
            case Command.FLUSH -> device.flush();
            case Command.TRIM -> inPieces(request, device::trim);
            case Command.WRITE_ZEROES -> writeZeroes(request);
            default -> {
                // A cache is the system's business; the protocol lets a server do nothing.
            }
        }
        return Chunk.done(headers, request);
    }

    private ByteBuffer read(Request request, ByteBuffer content) throws IOException {
        int contentBytes = (int) request.lengthBytes();
        int end = Buffers.HEADROOM_BYTES + contentBytes;
        device.read(request.offsetBytes(), content.limit(end).position(Buffers.HEADROOM_BYTES));
        int start = Buffers.HEADROOM_BYTES - Chunk.dataHeaderBytes(headers);
        Chunk.data(content.limit(end).position(start), headers, request, contentBytes);
        return content.position(start);
    }

    private void write(Request request, @Nullable ByteBuffer content) throws IOException {
        if (content != null) {
            device.write(request.offsetBytes(), content);
        }
        flushIfForced(request);
    }

    private void writeZeroes(Request request) throws IOException {
        Zeroing zeroing = request.has(Command.FLAG_NO_HOLE) ? Zeroing.KEEP_ALLOCATED : Zeroing.MAY_TRIM;
        if (request.has(Command.FLAG_FAST_ZERO) && !device.isZeroingFast(zeroing)) {
            throw new NbdRequestException(NbdError.ENOTSUP, "zeroes are not faster than writing here");
        }
        inPieces(request, (offsetBytes, lengthBytes) -> device.writeZeroes(offsetBytes, lengthBytes, zeroing));
    }

    private interface Change {
        void apply(long offsetBytes, long lengthBytes) throws IOException;
    }

    private void inPieces(Request request, Change change) throws IOException {
        long end = request.offsetBytes() + request.lengthBytes();
        for (long position = request.offsetBytes(); position < end; ) {
            requireServed();
            long lengthBytes = Math.min(end - position, PIECE_BYTES - position % PIECE_BYTES);
            change.apply(position, lengthBytes);
            position += lengthBytes;
        }
        flushIfForced(request);
    }

    private void flushIfForced(Request request) throws IOException {
        if (request.has(Command.FLAG_FUA)) {
            device.flush();
        }
    }

    private ByteBuffer status(Request request, @Nullable ByteBuffer content) throws IOException {
        long lengthBytes = request.lengthBytes();
        if (request.has(Command.FLAG_PAYLOAD_LEN)) {
            StatusPayload query = StatusPayload.read(content == null ? ByteBuffer.allocate(0) : content);
            check.requireStatusRange(request.offsetBytes(), query.lengthBytes());
            if (query.contexts().isEmpty()) {
                return Chunk.done(headers, request);
            }
            lengthBytes = query.lengthBytes();
        }
        ByteBuffer extents = request.has(Command.FLAG_REQ_ONE)
                ? BlockStatus.ofFirst(device, headers, request.offsetBytes(), lengthBytes)
                : BlockStatus.of(device, headers, request.offsetBytes(), lengthBytes);
        int type = headers == HeaderKind.EXTENDED ? Chunk.BLOCK_STATUS_EXTENDED : Chunk.BLOCK_STATUS;
        return Chunk.of(headers, request, type, extents);
    }
}
