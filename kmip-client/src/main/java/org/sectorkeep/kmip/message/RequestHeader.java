// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * What is said once for all items of a request (KMIP 1.4 section 7.2). The batch count follows from the items.
 *
 * @param version the version of the message
 * @param maximumResponseBytes the longest answer that is wanted, in bytes, or null
 * @param clientCorrelationValue text that the server writes to its log, or null
 * @param serverCorrelationValue text that the server gave before, or null
 * @param asynchronousIndicator whether the server may answer later, or null for its default
 * @param attestationCapable whether the client can attest itself, or null
 * @param attestationTypes how it can
 * @param credentials who asks, beside what TLS says
 * @param batchErrorContinuation what is done after an item failed, or null for the default
 * @param batchOrder whether the items are done in their order, or null for the default
 * @param timeStampEpochSeconds when it was sent, in seconds since 1970, or null
 * @param others what this library does not know
 */
public record RequestHeader(
        KmipVersion version,
        @Nullable Integer maximumResponseBytes,
        @Nullable String clientCorrelationValue,
        @Nullable String serverCorrelationValue,
        @Nullable Ttlv asynchronousIndicator,
        @Nullable Boolean attestationCapable,
        List<Integer> attestationTypes,
        List<Credential> credentials,
        @Nullable Enumerated<BatchErrorContinuation> batchErrorContinuation,
        @Nullable Boolean batchOrder,
        @Nullable Long timeStampEpochSeconds,
        List<Ttlv> others) {

    /**
     * A header with nothing but who asks.
     *
     * @param version the version of the message
     * @param credentials who asks, beside what TLS says; may be empty
     */
    public RequestHeader(KmipVersion version, List<Credential> credentials) {
        this(version, null, null, null, null, null, List.of(), List.copyOf(credentials), null, null, null, List.of());
    }

    Ttlv.Structure toTtlv(int batchCount) {
        Items items = new Items()
                .item(version.toTtlv())
                .integer(Tag.MAXIMUM_RESPONSE_SIZE, maximumResponseBytes)
                .text(Tag.CLIENT_CORRELATION_VALUE, clientCorrelationValue)
                .text(Tag.SERVER_CORRELATION_VALUE, serverCorrelationValue)
                .item(asynchronousIndicator)
                .bool(Tag.ATTESTATION_CAPABLE_INDICATOR, attestationCapable);
        attestationTypes.forEach(type -> items.enumerationValue(Tag.ATTESTATION_TYPE, type));
        if (!credentials.isEmpty()) {
            items.item(new Ttlv.Structure(
                    Tag.AUTHENTICATION,
                    credentials.stream().<Ttlv>map(Credentials::toTtlv).toList()));
        }
        return items.enumeration(Tag.BATCH_ERROR_CONTINUATION_OPTION, batchErrorContinuation)
                .bool(Tag.BATCH_ORDER_OPTION, batchOrder)
                .dateTime(Tag.TIME_STAMP, timeStampEpochSeconds)
                .all(others)
                .integer(Tag.BATCH_COUNT, batchCount)
                .structure(Tag.REQUEST_HEADER);
    }

    static RequestHeader read(Fields fields) throws KmipProtocolException {
        return new RequestHeader(
                KmipVersion.read(fields.structure(Tag.PROTOCOL_VERSION)),
                fields.optionalInteger(Tag.MAXIMUM_RESPONSE_SIZE),
                fields.optionalText(Tag.CLIENT_CORRELATION_VALUE),
                fields.optionalText(Tag.SERVER_CORRELATION_VALUE),
                fields.optionalItem(Tag.ASYNCHRONOUS_INDICATOR),
                fields.optionalBool(Tag.ATTESTATION_CAPABLE_INDICATOR),
                fields.enumerationValues(Tag.ATTESTATION_TYPE),
                readCredentials(fields.optionalStructure(Tag.AUTHENTICATION)),
                fields.optionalEnumeration(Tag.BATCH_ERROR_CONTINUATION_OPTION, BatchErrorContinuation.TABLE),
                fields.optionalBool(Tag.BATCH_ORDER_OPTION),
                fields.optionalDateTime(Tag.TIME_STAMP),
                fields.rest());
    }

    private static List<Credential> readCredentials(Ttlv.@Nullable Structure authentication)
            throws KmipProtocolException {
        List<Credential> credentials = new ArrayList<>();
        if (authentication != null) {
            for (Ttlv.Structure credential : new Fields(authentication).structures(Tag.CREDENTIAL)) {
                credentials.add(Credentials.read(credential));
            }
        }
        return List.copyOf(credentials);
    }
}
