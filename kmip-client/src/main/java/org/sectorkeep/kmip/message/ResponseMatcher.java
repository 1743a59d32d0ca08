// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.ByteString;

/**
 * Tells whether a response answers a request, and which item answers which. The key server is not believed: it may
 * answer another request, another operation or another key.
 */
public final class ResponseMatcher {
    private ResponseMatcher() {}

    /**
     * Brings the answers into the order of what was asked. A server may stop at the first item that fails: for the
     * items that it did not reach there is one with status {@link ResultStatus#OPERATION_UNDONE}.
     *
     * @param request what was sent
     * @param response what came back
     * @return as many items as the request has; each succeeded with a payload of its operation and its object, or
     *     failed, or was undone, or is pending with a correlation value
     * @throws KmipOperationException if the server refused the request as a whole
     * @throws KmipProtocolException if this does not answer the request, or a vendor's extension that we do not know is
     *     critical
     */
    public static List<ResponseItem> match(RequestMessage request, ResponseMessage response)
            throws KmipOperationException, KmipProtocolException {
        checkCount(request, response);
        refuseWhole(request, response);
        checkVersion(request, response);
        List<ResponseItem> ordered = inOrder(request.items(), response.items());
        @Nullable String placeholder = null;
        for (int i = 0; i < ordered.size(); i++) {
            RequestItem asked = request.items().get(i);
            ItemCheck.check(asked, ordered.get(i), placeholder);
            placeholder = ItemCheck.placeholderAfter(ordered.get(i), placeholder);
        }
        return ordered;
    }

    /**
     * Checks the answer to a {@link Poll}, which is that of the operation that is polled for.
     *
     * @param pending the item that is polled for
     * @param poll what was sent, with one item
     * @param response what came back
     * @return the answer to {@code pending}, which may be pending still
     * @throws KmipOperationException if the server refused the request as a whole
     * @throws KmipProtocolException if this does not answer it
     */
    public static ResponseItem matchPoll(RequestItem pending, RequestMessage poll, ResponseMessage response)
            throws KmipOperationException, KmipProtocolException {
        checkCount(poll, response);
        refuseWhole(poll, response);
        checkVersion(poll, response);
        ResponseItem item = inOrder(poll.items(), response.items()).get(0);
        if (item.operation() == Operation.POLL && item.resultStatus() != ResultStatus.SUCCESS) {
            ItemCheck.check(poll.items().get(0), item, null);
            return item;
        }
        // Its batch id is that of the poll, which was checked.
        RequestItem asked = new RequestItem(item.uniqueBatchItemId(), pending.payload());
        ItemCheck.check(asked, item, null);
        return item;
    }

    private static void checkCount(RequestMessage request, ResponseMessage response) throws KmipProtocolException {
        int asked = request.items().size();
        int answered = response.items().size();
        boolean stopped = answered > 0
                && answered < asked
                && response.items().get(answered - 1).resultStatus() != ResultStatus.SUCCESS;
        if (answered == 0 || (answered != asked && !stopped)) {
            throw new KmipProtocolException("expected answers to " + asked + " items, found " + answered);
        }
    }

    /** An error without an operation, or without the id that several items need, is about the request as a whole. */
    private static void refuseWhole(RequestMessage request, ResponseMessage response) throws KmipOperationException {
        ResponseItem first = response.items().get(0);
        boolean nameless = first.operation() == null
                || (first.uniqueBatchItemId() == null && request.items().get(0).uniqueBatchItemId() != null);
        if (response.items().size() == 1 && nameless && first.resultStatus() == ResultStatus.OPERATION_FAILED) {
            @Nullable
            Enumerated<Operation> only =
                    request.items().size() == 1 ? request.items().get(0).operation() : null;
            throw new KmipOperationException(only, first.resultStatus(), first.resultReason(), first.resultMessage());
        }
    }

    private static void checkVersion(RequestMessage request, ResponseMessage response) throws KmipProtocolException {
        KmipVersion asked = request.header().version();
        KmipVersion answered = response.header().version();
        boolean negotiating =
                request.items().stream().allMatch(item -> item.operation() == Operation.DISCOVER_VERSIONS);
        boolean refused = response.items().stream().noneMatch(item -> item.resultStatus() == ResultStatus.SUCCESS);
        if (!asked.equals(answered) && !negotiating && !refused) {
            throw new KmipProtocolException("expected an answer in KMIP " + asked + ", found one in " + answered);
        }
    }

    private static List<ResponseItem> inOrder(List<RequestItem> asked, List<ResponseItem> answered)
            throws KmipProtocolException {
        boolean named = asked.stream().anyMatch(item -> item.uniqueBatchItemId() != null);
        Map<ByteBuffer, ResponseItem> byId = named ? byId(answered) : Map.of();
        List<ResponseItem> ordered = new ArrayList<>(asked.size());
        int found = 0;
        for (int i = 0; i < asked.size(); i++) {
            @Nullable ByteString id = asked.get(i).uniqueBatchItemId();
            @Nullable ResponseItem positional = i < answered.size() ? answered.get(i) : null;
            @Nullable ResponseItem answer = named ? byId.get(key(id)) : positional;
            if (answer != null && found < i) {
                throw new KmipProtocolException("the server left out an item and answered a later one");
            }
            found += answer == null ? 0 : 1;
            ordered.add(answer == null ? notReached(asked.get(i)) : answer);
        }
        if (found != answered.size()) {
            throw new KmipProtocolException("the server answered batch ids that were not asked for");
        }
        return ordered;
    }

    private static Map<ByteBuffer, ResponseItem> byId(List<ResponseItem> answered) throws KmipProtocolException {
        Map<ByteBuffer, ResponseItem> byId = new HashMap<>();
        for (ResponseItem item : answered) {
            if (byId.put(key(item.uniqueBatchItemId()), item) != null) {
                throw new KmipProtocolException("the server answered one batch id twice");
            }
        }
        return byId;
    }

    private static ByteBuffer key(@Nullable ByteString id) {
        return ByteBuffer.wrap(Objects.requireNonNullElse(id, ByteString.EMPTY).toByteArray());
    }

    private static ResponseItem notReached(RequestItem asked) {
        return new ResponseItem(
                asked.operation(),
                asked.uniqueBatchItemId(),
                ResultStatus.OPERATION_UNDONE,
                null,
                "the server stopped at an earlier item",
                null,
                null,
                List.of(),
                List.of());
    }
}
