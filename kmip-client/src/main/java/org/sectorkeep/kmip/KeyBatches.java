// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.sectorkeep.kmip.internal.transport.Deadline;
import org.sectorkeep.kmip.message.Get;
import org.sectorkeep.kmip.message.KmipOperationException;
import org.sectorkeep.kmip.message.KmipProtocolException;
import org.sectorkeep.kmip.message.ResponseItem;
import org.sectorkeep.kmip.message.ResultReason;

/**
 * Many keys of one server in few requests. A server that refuses batches is asked one by one from then on; one whose answer
 * would be too long for it, in halves.
 */
final class KeyBatches {
    private final ServerCalls calls;
    private volatile int acceptedItems;

    KeyBatches(ServerCalls calls, int maxItems) {
        this.calls = calls;
        this.acceptedItems = maxItems;
    }

    /** Why each key could not be had that the consumer was not lent. */
    Map<String, KmipException> get(Collection<String> ids, KeyReader<?> consumer, Deadline deadline) {
        Map<String, KmipException> failures = new LinkedHashMap<>();
        List<String> left = new ArrayList<>(new LinkedHashSet<>(ids));
        while (!left.isEmpty()) {
            List<String> batch = left.subList(0, Math.min(left.size(), acceptedItems));
            getBatch(List.copyOf(batch), consumer, deadline, failures);
            batch.clear();
        }
        return failures;
    }

    private void getBatch(
            List<String> ids, KeyReader<?> consumer, Deadline deadline, Map<String, KmipException> failures) {
        List<ResponseItem> items;
        try {
            items = calls.call(ids.stream().map(Get.Request::new).toList(), deadline);
        } catch (KmipException e) {
            if (ids.size() > 1 && isDueToTheBatch(e)) {
                getInParts(ids, e, consumer, deadline, failures);
            } else {
                ids.forEach(id -> failures.put(id, e));
            }
            return;
        }
        for (int i = 0; i < ids.size(); i++) {
            try {
                KeyLending.lend(items.get(i).success(Get.Response.class), consumer);
            } catch (KmipException e) {
                failures.put(ids.get(i), e);
            }
        }
    }

    /** Of a batch that was answered wrongly, the keys that are answered rightly alone are still had. */
    private void getInParts(
            List<String> ids,
            KmipException refusal,
            KeyReader<?> consumer,
            Deadline deadline,
            Map<String, KmipException> failures) {
        int partItems = isTooLarge(refusal) ? ids.size() / 2 : 1;
        if (!(refusal instanceof KmipProtocolException)) {
            acceptedItems = Math.min(acceptedItems, partItems);
        }
        for (int from = 0; from < ids.size(); from += partItems) {
            getBatch(ids.subList(from, Math.min(ids.size(), from + partItems)), consumer, deadline, failures);
        }
    }

    private static boolean isDueToTheBatch(KmipException e) {
        if (!(e instanceof KmipOperationException refusal)) {
            return e instanceof KmipProtocolException
                    || (e instanceof KmipTransportException failed
                            && failed.failure() == TransportFailure.ANSWER_TOO_LONG);
        }
        return !refusal.isBecause(ResultReason.AUTHENTICATION_NOT_SUCCESSFUL)
                && !refusal.isBecause(ResultReason.PERMISSION_DENIED);
    }

    private static boolean isTooLarge(KmipException e) {
        return e instanceof KmipTransportException
                || (e instanceof KmipOperationException refusal && refusal.isBecause(ResultReason.RESPONSE_TOO_LARGE));
    }
}
