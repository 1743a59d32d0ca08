// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.sectorkeep.kmip.internal.transport.Deadline;
import org.sectorkeep.kmip.message.Cancel;
import org.sectorkeep.kmip.message.KmipVersion;
import org.sectorkeep.kmip.message.Poll;
import org.sectorkeep.kmip.message.RequestItem;
import org.sectorkeep.kmip.message.ResponseItem;
import org.sectorkeep.kmip.message.ResponseMatcher;
import org.sectorkeep.kmip.message.ResultStatus;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An operation that the server carries out later: polled for until the call's deadline is near, then cancelled. */
final class PendingOperation {
    private static final Logger LOG = LoggerFactory.getLogger(PendingOperation.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /** The part of the remaining time that is kept for Cancel. */
    private static final int CANCEL_SHARE = 10;

    private final Exchanges exchanges;
    private final KmipServer server;
    private final KmipVersion version;
    private final Deadline deadline;

    PendingOperation(Exchanges exchanges, KmipServer server, KmipVersion version, Deadline deadline) {
        this.exchanges = exchanges;
        this.server = server;
        this.version = version;
        this.deadline = deadline;
    }

    /** The final answer to a request whose answer so far is that it is pending. */
    ResponseItem await(RequestItem asked, ResponseItem pending) throws KmipException {
        ByteString correlation = Objects.requireNonNull(pending.asynchronousCorrelationValue());
        Deadline polling = deadline.within(
                deadline.remaining().multipliedBy(CANCEL_SHARE - 1).dividedBy(CANCEL_SHARE));
        Duration pause = FIRST_PAUSE;
        while (sleep(pause, polling)) {
            Exchanges.Exchange poll = exchanges.exchange(version, List.of(new Poll.Request(correlation)), polling);
            ResponseItem item = ResponseMatcher.matchPoll(asked, poll.request(), poll.response());
            if (item.resultStatus() != ResultStatus.OPERATION_PENDING) {
                return item;
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        cancel(correlation);
        throw new KmipTransportException(
                server,
                TransportPhase.READ,
                Thread.currentThread().isInterrupted() ? TransportFailure.INTERRUPTED : TransportFailure.TIMED_OUT,
                "the operation is still pending",
                null);
    }

    private static boolean sleep(Duration pause, Deadline until) {
        if (until.remainingNanos() <= pause.toNanos()) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void cancel(ByteString correlation) {
        try {
            Exchanges.Exchange cancel = exchanges.exchange(version, List.of(new Cancel.Request(correlation)), deadline);
            ResponseItem item =
                    ResponseMatcher.match(cancel.request(), cancel.response()).get(0);
            LOG.debug("cancelled a pending operation of KMIP server '{}': {}", server, item.resultStatus());
        } catch (KmipException e) {
            LOG.debug("a pending operation could not be cancelled: {}", e.getMessage());
        }
    }
}
