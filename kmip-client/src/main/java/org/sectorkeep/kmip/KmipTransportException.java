// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import org.jspecify.annotations.Nullable;

/** A server could not be reached, could not be trusted, did not trust us, or broke off. The message is one clear line. */
public final class KmipTransportException extends KmipException {
    private static final long serialVersionUID = 1;

    private final transient KmipServer server;
    private final TransportPhase phase;
    private final TransportFailure failure;

    /**
     * A failure of one server.
     *
     * @param server the server
     * @param phase how far it had come
     * @param failure what went wrong
     * @param detail what the message adds to that, or empty
     * @param cause what led to it, or null
     */
    public KmipTransportException(
            KmipServer server,
            TransportPhase phase,
            TransportFailure failure,
            String detail,
            @Nullable Throwable cause) {
        super(line(server, phase, failure, detail), cause);
        this.server = server;
        this.phase = phase;
        this.failure = failure;
    }

    private static String line(KmipServer server, TransportPhase phase, TransportFailure failure, String detail) {
        StringBuilder line =
                new StringBuilder("KMIP server '").append(server).append("': ").append(failure.text());
        if (failure == TransportFailure.TIMED_OUT
                || failure == TransportFailure.INTERRUPTED
                || failure == TransportFailure.BROKEN
                || (phase == TransportPhase.HANDSHAKE && failure == TransportFailure.CLOSED_BEFORE_ANSWER)) {
            line.append(' ').append(phase.doing());
        }
        if (!detail.isEmpty()) {
            line.append(": ").append(detail.replaceAll("\\s+", " "));
        }
        return line.toString();
    }

    /**
     * The server that failed.
     *
     * @return its address
     */
    public KmipServer server() {
        return server;
    }

    /**
     * How far the exchange had come.
     *
     * @return the phase
     */
    public TransportPhase phase() {
        return phase;
    }

    /**
     * What went wrong.
     *
     * @return the failure
     */
    public TransportFailure failure() {
        return failure;
    }

    /**
     * Whether the server may have received the request and acted on it.
     *
     * @return false only if that is certain not to have happened
     */
    public boolean requestMayHaveArrived() {
        return phase == TransportPhase.WRITE || phase == TransportPhase.READ;
    }
}
