// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** The results that clients have to poll for (KMIP 1.4, sections 4.27 and 4.28). Safe for use by many threads. */
final class PendingResults {
    private static final int PENDING = 2;
    private static final int CANCELED = 1;
    private static final int UNAVAILABLE = 5;
    private static final int POLLS_UNTIL_DONE = 3;

    private final AtomicLong correlations = new AtomicLong();
    private final Map<ByteString, Pending> results = new ConcurrentHashMap<>();

    /** A finished operation, its outcome, and how often it is still said to be pending. */
    private record Pending(Ttlv operation, List<Ttlv> result, AtomicInteger pollsLeft) {}

    /** Keeps the items of a finished batch item, and gives those that say it is pending. */
    List<Ttlv> defer(List<Ttlv> head, List<Ttlv> result, Fault fault) {
        ByteString correlation = ByteString.copyOf(ByteBuffer.allocate(Long.BYTES)
                .putLong(correlations.incrementAndGet())
                .array());
        int polls = fault == Fault.PENDING_FOR_EVER ? Integer.MAX_VALUE : POLLS_UNTIL_DONE;
        results.put(correlation, new Pending(head.get(0), result, new AtomicInteger(polls)));
        return pending(head, correlation);
    }

    private static List<Ttlv> pending(List<Ttlv> head, ByteString correlation) {
        return Dispatcher.joined(
                head,
                List.of(
                        new Ttlv.Enumeration(Tag.RESULT_STATUS, PENDING),
                        new Ttlv.Bytes(Tag.ASYNCHRONOUS_CORRELATION_VALUE, correlation)));
    }

    /** The items of the answer to Poll; once it is done, they are those of the operation itself. */
    List<Ttlv> poll(List<Ttlv> head, Ttlv.Structure payload) throws Refusal {
        ByteString correlation = correlation(payload);
        Pending pending = Optional.ofNullable(results.get(correlation))
                .orElseThrow(() -> new Refusal(Refusal.ITEM_NOT_FOUND, "nothing is pending under this value"));
        if (pending.pollsLeft().decrementAndGet() > 0) {
            return pending(head, correlation);
        }
        results.remove(correlation);
        List<Ttlv> answer = new ArrayList<>(List.of(pending.operation()));
        answer.addAll(head.subList(1, head.size()));
        answer.addAll(pending.result());
        return answer;
    }

    List<Ttlv> cancel(Ttlv.Structure payload) throws Refusal {
        ByteString correlation = correlation(payload);
        int result = results.remove(correlation) == null ? UNAVAILABLE : CANCELED;
        return List.of(
                new Ttlv.Bytes(Tag.ASYNCHRONOUS_CORRELATION_VALUE, correlation),
                new Ttlv.Enumeration(Tag.CANCELLATION_RESULT, result));
    }

    private static ByteString correlation(Ttlv.Structure payload) throws Refusal {
        return ByteString.copyOf(Trees.neededBytes(payload, Tag.ASYNCHRONOUS_CORRELATION_VALUE));
    }
}
