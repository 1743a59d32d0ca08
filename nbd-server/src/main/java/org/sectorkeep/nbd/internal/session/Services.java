// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.nbd.internal.session;

import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.BooleanSupplier;
import org.sectorkeep.nbd.NbdExports;
import org.sectorkeep.nbd.NbdLimits;
import org.sectorkeep.nbd.NbdTls;
import org.sectorkeep.nbd.internal.net.Buffers;

/**
 * What the connections of a server share.
 *
 * @param exports what is served
 * @param limits what clients can take
 * @param tls whether, and how
 * @param buffers for requests and replies
 * @param inputs one for each connection, for what it reads ahead
 * @param helpers runs helpers of sessions
 * @param helperPermits how many there may be
 * @param processors what the threads of all sessions work on
 * @param closing whether the server is on its way out
 */
public record Services(
        NbdExports exports,
        NbdLimits limits,
        NbdTls tls,
        Buffers buffers,
        Buffers inputs,
        Executor helpers,
        Semaphore helperPermits,
        Processors processors,
        BooleanSupplier closing) {}
