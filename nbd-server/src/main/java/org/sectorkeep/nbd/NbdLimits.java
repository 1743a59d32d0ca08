// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd;

import java.time.Duration;

/**
 * What clients can take of a server.
 *
 * @param connectionCount how many may be connected at once; others are closed when they come; at least 1
 * @param threadsPerConnection how many requests of one connection run at once; 2 to 64
 * @param bufferBytes the memory for the content of requests and replies, of all clients together; at least 128 MiB. It is
 *     taken as it is needed, and kept.
 * @param handshake how long a client may take until it begins to read and write, TLS included
 * @param stall how long a client may leave a request half sent, or replies unread, while nothing moves
 */
public record NbdLimits(
        int connectionCount, int threadsPerConnection, long bufferBytes, Duration handshake, Duration stall) {
    private static final long LEAST_BUFFER_BYTES = 128L << 20;
    private static final long USUAL_BUFFER_BYTES = 512L << 20;

    /**
     * Checks what it is made of.
     *
     * @param connectionCount at least 1
     * @param threadsPerConnection 2 to 64
     * @param bufferBytes at least 128 MiB
     * @param handshake over 0
     * @param stall over 0
     * @throws IllegalArgumentException if something is out of range
     */
    public NbdLimits {
        require(connectionCount >= 1, "connection count", connectionCount);
        require(
                threadsPerConnection >= 2 && threadsPerConnection <= 64,
                "threads per connection",
                threadsPerConnection);
        require(bufferBytes >= LEAST_BUFFER_BYTES, "buffer bytes", bufferBytes);
        require(handshake.toMillis() > 0, "handshake milliseconds", handshake.toMillis());
        require(stall.toMillis() > 0, "stall milliseconds", stall.toMillis());
    }

    /**
     * 256 connections of 16 threads, 512 MiB or half of what the Java runtime may take, 10 seconds for the handshake and
     * 30 seconds of nothing moving.
     *
     * @return the usual limits
     */
    public static NbdLimits usual() {
        long half = Runtime.getRuntime().maxMemory() / 2;
        return new NbdLimits(
                256,
                16,
                Math.max(LEAST_BUFFER_BYTES, Math.min(USUAL_BUFFER_BYTES, half)),
                Duration.ofSeconds(10),
                Duration.ofSeconds(30));
    }

    private static void require(boolean holds, String what, long found) {
        if (!holds) {
            throw new IllegalArgumentException(what + " out of range: " + found);
        }
    }
}
