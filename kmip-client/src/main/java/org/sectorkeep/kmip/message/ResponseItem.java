// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * How one operation ended (KMIP 1.4 section 7.3).
 *
 * @param operation what was done, or null where the request could not be understood
 * @param uniqueBatchItemId that of the request, or null if it had none
 * @param resultStatus how it ended
 * @param resultReason why it failed, or null
 * @param resultMessage why it failed, in the words of the server, or null; not fit to be printed as it is
 * @param asynchronousCorrelationValue what to poll with if it is pending, or null
 * @param payload the answer, or null if there is none
 * @param unknownFields fields of the payload that this library does not know
 * @param extensions what vendors added
 */
public record ResponseItem(
        @Nullable Enumerated<Operation> operation,
        @Nullable ByteString uniqueBatchItemId,
        Enumerated<ResultStatus> resultStatus,
        @Nullable Enumerated<ResultReason> resultReason,
        @Nullable String resultMessage,
        @Nullable ByteString asynchronousCorrelationValue,
        @Nullable ResponsePayload payload,
        List<Ttlv> unknownFields,
        List<MessageExtension> extensions) {

    /**
     * An operation that succeeded.
     *
     * @param request what was asked
     * @param payload the answer
     * @return the item
     */
    public static ResponseItem success(RequestItem request, ResponsePayload payload) {
        return new ResponseItem(
                payload.operation(),
                request.uniqueBatchItemId(),
                ResultStatus.SUCCESS,
                null,
                null,
                null,
                payload,
                List.of(),
                List.of());
    }

    /**
     * An operation that was refused.
     *
     * @param request what was asked
     * @param reason why
     * @param message why, in words
     * @return the item
     */
    public static ResponseItem failure(RequestItem request, Enumerated<ResultReason> reason, String message) {
        return new ResponseItem(
                request.operation(),
                request.uniqueBatchItemId(),
                ResultStatus.OPERATION_FAILED,
                reason,
                message,
                null,
                null,
                List.of(),
                List.of());
    }

    /**
     * An operation that will be answered when it is polled for.
     *
     * @param request what was asked
     * @param asynchronousCorrelationValue what to poll with
     * @return the item
     */
    public static ResponseItem pending(RequestItem request, ByteString asynchronousCorrelationValue) {
        return new ResponseItem(
                request.operation(),
                request.uniqueBatchItemId(),
                ResultStatus.OPERATION_PENDING,
                null,
                null,
                asynchronousCorrelationValue,
                null,
                List.of(),
                List.of());
    }

    /**
     * The answer of an operation that succeeded.
     *
     * @param type the type of its payload, such as {@code Get.Response.class}
     * @param <P> that type
     * @return the payload
     * @throws KmipOperationException if the operation failed, was undone or is pending
     * @throws KmipProtocolException if there is another payload, or none
     */
    public <P extends ResponsePayload> P success(Class<P> type) throws KmipOperationException, KmipProtocolException {
        requireSuccess();
        if (!type.isInstance(payload)) {
            throw new KmipProtocolException("the answer to " + operation + " lacks its payload");
        }
        return type.cast(payload);
    }

    /**
     * Refuses whatever did not succeed.
     *
     * @throws KmipOperationException if the operation failed, was undone or is pending
     */
    public void requireSuccess() throws KmipOperationException {
        if (resultStatus != ResultStatus.SUCCESS) {
            throw new KmipOperationException(operation, resultStatus, resultReason, resultMessage);
        }
    }

    Ttlv.Structure toTtlv(KmipVersion version) {
        return new Items()
                .enumeration(Tag.OPERATION, operation)
                .bytes(Tag.UNIQUE_BATCH_ITEM_ID, uniqueBatchItemId)
                .enumeration(Tag.RESULT_STATUS, resultStatus)
                .enumeration(Tag.RESULT_REASON, resultReason)
                .text(Tag.RESULT_MESSAGE, resultMessage)
                .bytes(Tag.ASYNCHRONOUS_CORRELATION_VALUE, asynchronousCorrelationValue)
                .item(
                        payload == null
                                ? null
                                : new Items()
                                        .all(payload.toTtlv(version))
                                        .all(unknownFields)
                                        .structure(Tag.RESPONSE_PAYLOAD))
                .all(extensions.stream().map(MessageExtension::toTtlv).toList())
                .structure(Tag.BATCH_ITEM);
    }

    static ResponseItem read(Ttlv.Structure structure, KmipVersion version) throws KmipProtocolException {
        Fields fields = new Fields(structure);
        @Nullable Enumerated<Operation> operation = fields.optionalEnumeration(Tag.OPERATION, Operation.TABLE);
        Enumerated<ResultStatus> status = fields.enumeration(Tag.RESULT_STATUS, ResultStatus.TABLE);
        Ttlv.@Nullable Structure payload = fields.optionalStructure(Tag.RESPONSE_PAYLOAD);
        Fields payloadFields = new Fields(payload == null ? new Ttlv.Structure(Tag.RESPONSE_PAYLOAD) : payload);
        return new ResponseItem(
                operation,
                fields.optionalBytes(Tag.UNIQUE_BATCH_ITEM_ID),
                status,
                fields.optionalEnumeration(Tag.RESULT_REASON, ResultReason.TABLE),
                fields.optionalText(Tag.RESULT_MESSAGE),
                fields.optionalBytes(Tag.ASYNCHRONOUS_CORRELATION_VALUE),
                payload == null || operation == null ? null : read(operation, status, payloadFields, version),
                payloadFields.rest(),
                MessageExtension.readAll(fields));
    }

    /** The payload of what did not succeed has no form that the standard defines. */
    private static ResponsePayload read(
            Enumerated<Operation> operation, Enumerated<ResultStatus> status, Fields fields, KmipVersion version)
            throws KmipProtocolException {
        return operation instanceof Operation known && status == ResultStatus.SUCCESS
                ? Payloads.response(known, fields, version)
                : new ResponsePayload.Other(operation, fields.rest());
    }
}
