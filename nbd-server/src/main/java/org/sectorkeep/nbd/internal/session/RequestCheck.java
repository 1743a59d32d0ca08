// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import org.sectorkeep.nbd.NbdDevice;
import org.sectorkeep.nbd.NbdError;
import org.sectorkeep.nbd.NbdRequestException;
import org.sectorkeep.nbd.internal.session.Agreement.Contexts;
import org.sectorkeep.nbd.internal.wire.Command;
import org.sectorkeep.nbd.internal.wire.HeaderKind;
import org.sectorkeep.nbd.internal.wire.Request;

/** What can be told of a request without running it (sections "Request types" and "Error values"). */
final class RequestCheck {
    private final Agreement agreement;
    private final NbdDevice device;

    RequestCheck(Agreement agreement) {
        this.agreement = agreement;
        this.device = agreement.export().device();
    }

    /** Refuses what is against the protocol, or against the export. */
    void require(Request request) throws NbdRequestException {
        if (request.type() > Command.BLOCK_STATUS || request.type() == Command.DISC) {
            throw invalid("unknown command " + request.type());
        }
        int unknown = request.flags() & ~Command.allowedFlags(request.type(), agreement.headers());
        if (unknown != 0) {
            throw invalid("command flags 0x" + Integer.toHexString(unknown) + " do not belong to this command");
        }
        switch (request.type()) {
            case Command.READ -> requireReadable(request);
            case Command.WRITE, Command.TRIM, Command.WRITE_ZEROES -> requireWritable(request);
            case Command.FLUSH -> requireNothing(request);
            case Command.CACHE -> requireRange(request.offsetBytes(), request.lengthBytes(), NbdError.EINVAL);
            default -> requireContext(request);
        }
    }

    /** Refuses a range that is not inside the export. */
    void requireRange(long offsetBytes, long lengthBytes, NbdError error) throws NbdRequestException {
        long sizeBytes = device.sizeBytes();
        if (offsetBytes < 0 || lengthBytes < 0 || lengthBytes > sizeBytes - offsetBytes) {
            throw new NbdRequestException(
                    error,
                    Long.toUnsignedString(lengthBytes) + " bytes at " + Long.toUnsignedString(offsetBytes)
                            + " are not inside the export of " + sizeBytes + " bytes");
        }
    }

    private void requireReadable(Request request) throws NbdRequestException {
        requireRange(request.offsetBytes(), request.lengthBytes(), NbdError.EINVAL);
        if (request.lengthBytes() > Request.MAX_PAYLOAD_BYTES) {
            throw new NbdRequestException(
                    request.has(Command.FLAG_DF) ? NbdError.EOVERFLOW : NbdError.EINVAL,
                    "at most " + Request.MAX_PAYLOAD_BYTES + " bytes are read at once");
        }
    }

    private void requireWritable(Request request) throws NbdRequestException {
        if (device.isReadOnly()) {
            throw new NbdRequestException(NbdError.EPERM, "the export is read-only");
        }
        if (request.type() == Command.WRITE && tooLarge(request)) {
            throw invalid("at most " + Request.MAX_PAYLOAD_BYTES + " bytes are written at once");
        }
        requireRange(
                request.offsetBytes(),
                request.lengthBytes(),
                request.type() == Command.TRIM ? NbdError.EINVAL : NbdError.ENOSPC);
    }

    private static boolean tooLarge(Request request) {
        return request.lengthBytes() < 0 || request.lengthBytes() > Request.MAX_PAYLOAD_BYTES;
    }

    private static void requireNothing(Request request) throws NbdRequestException {
        if (request.offsetBytes() != 0 || request.lengthBytes() != 0) {
            throw invalid("a flush has neither offset nor length");
        }
    }

    private void requireContext(Request request) throws NbdRequestException {
        if (agreement.contexts() == Contexts.NONE) {
            throw invalid("no metadata context was selected");
        }
        boolean payload = agreement.headers() == HeaderKind.EXTENDED && request.has(Command.FLAG_PAYLOAD_LEN);
        if (payload) {
            return; // the range stands in the payload
        }
        requireStatusRange(request.offsetBytes(), request.lengthBytes());
    }

    void requireStatusRange(long offsetBytes, long lengthBytes) throws NbdRequestException {
        if (lengthBytes == 0) {
            throw invalid("block status of nothing");
        }
        requireRange(offsetBytes, lengthBytes, NbdError.EINVAL);
    }

    static NbdRequestException invalid(String message) {
        return new NbdRequestException(NbdError.EINVAL, message);
    }
}
