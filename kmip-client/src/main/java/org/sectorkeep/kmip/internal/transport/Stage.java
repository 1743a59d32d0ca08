// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.transport;

import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.KmipServer;
import org.sectorkeep.kmip.KmipTransportException;
import org.sectorkeep.kmip.TransportFailure;
import org.sectorkeep.kmip.TransportPhase;

/**
 * One phase of an exchange with one server.
 *
 * @param server the server
 * @param phase the phase
 * @param deadline its end
 */
record Stage(KmipServer server, TransportPhase phase, Deadline deadline) {
    KmipTransportException failed(TransportFailure failure) {
        return failed(failure, "", null);
    }

    KmipTransportException failed(TransportFailure failure, String detail, @Nullable Throwable cause) {
        return new KmipTransportException(server, phase, failure, detail, cause);
    }

    Stage as(TransportPhase other) {
        return new Stage(server, other, deadline);
    }

    /** Fails if the phase is over, or if this thread was interrupted. */
    void check() throws KmipTransportException {
        if (Thread.currentThread().isInterrupted()) {
            throw failed(TransportFailure.INTERRUPTED);
        }
        if (deadline.hasPassed()) {
            throw failed(TransportFailure.TIMED_OUT);
        }
    }
}
