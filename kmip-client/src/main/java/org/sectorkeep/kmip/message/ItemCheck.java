// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.internal.Printable;

/** Tells whether one item of a response answers one item of a request. */
final class ItemCheck {
    private ItemCheck() {}

    /** The object that an item means which names none is {@code placeholder}, if that is known. */
    static void check(RequestItem asked, ResponseItem answer, @Nullable String placeholder)
            throws KmipProtocolException {
        checkExtensions(answer);
        if (!Objects.equals(asked.uniqueBatchItemId(), answer.uniqueBatchItemId())) {
            throw new KmipProtocolException("the server answered another batch id than was asked for");
        }
        if (!asked.operation().equals(answer.operation())
                && (answer.operation() != null || answer.resultStatus() != ResultStatus.OPERATION_FAILED)) {
            throw new KmipProtocolException(
                    "expected an answer to " + asked.operation() + ", found one to " + answer.operation());
        }
        if (answer.resultStatus() == ResultStatus.SUCCESS) {
            checkSuccess(asked, answer.payload(), placeholder);
        } else if (answer.resultStatus() == ResultStatus.OPERATION_PENDING) {
            checkPending(answer);
        } else if (!(answer.resultStatus() instanceof ResultStatus)) {
            throw new KmipProtocolException("an unknown result status: " + answer.resultStatus());
        }
    }

    /** What an item without an id means after this one (KMIP 1.4 section 4: ID Placeholder). */
    static @Nullable String placeholderAfter(ResponseItem answer, @Nullable String before) {
        @Nullable ResponsePayload payload = answer.payload();
        if (payload == null || payload instanceof ResponsePayload.Other || payload instanceof Locate.Response) {
            return null;
        }
        return makes(payload) ? payload.uniqueIdentifier() : before;
    }

    /** The answer to these names the object that was made. */
    private static boolean makes(ResponsePayload payload) {
        return payload instanceof Create.Response
                || payload instanceof Register.Response
                || payload instanceof ReKey.Response;
    }

    private static void checkExtensions(ResponseItem answer) throws KmipProtocolException {
        for (MessageExtension extension : answer.extensions()) {
            if (extension.critical()) {
                throw new KmipProtocolException("the server demands an unknown extension of \""
                        + Printable.oneLine(extension.vendorIdentification()) + "\"");
            }
        }
    }

    private static void checkSuccess(RequestItem asked, @Nullable ResponsePayload payload, @Nullable String placeholder)
            throws KmipProtocolException {
        if (payload == null) {
            throw new KmipProtocolException("the answer to " + asked.operation() + " lacks its payload");
        }
        @Nullable String its = asked.payload().uniqueIdentifier();
        @Nullable String meant = its == null ? placeholder : its;
        @Nullable String answered = payload.uniqueIdentifier();
        if (!makes(payload) && meant != null && answered != null && !meant.equals(answered)) {
            throw new KmipProtocolException("expected an answer about \"" + Printable.oneLine(meant)
                    + "\", found one about \"" + Printable.oneLine(answered) + "\"");
        }
        if (asked.payload() instanceof Create.Request create
                && payload instanceof Create.Response created
                && !create.objectType().equals(created.objectType())) {
            throw new KmipProtocolException("expected a " + create.objectType() + ", found a " + created.objectType());
        }
    }

    private static void checkPending(ResponseItem answer) throws KmipProtocolException {
        if (answer.asynchronousCorrelationValue() == null) {
            throw new KmipProtocolException(
                    "the answer to " + answer.operation() + " is pending without a way to poll");
        }
    }
}
