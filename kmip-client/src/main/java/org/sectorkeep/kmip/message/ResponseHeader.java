// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * What is said once for all items of a response (KMIP 1.4 section 7.2). The batch count follows from the items.
 *
 * @param version the version of the message
 * @param timeStampEpochSeconds when it was sent, in seconds since 1970
 * @param nonce to be attested, or null
 * @param serverHashedPassword the answer to a hashed password, in KMIP 2.x; or null
 * @param attestationTypes how a client may attest itself
 * @param clientCorrelationValue what the client had sent, or null
 * @param serverCorrelationValue text to name this exchange by, or null
 * @param others what this library does not know
 */
public record ResponseHeader(
        KmipVersion version,
        long timeStampEpochSeconds,
        Ttlv.@Nullable Structure nonce,
        @Nullable ByteString serverHashedPassword,
        List<Integer> attestationTypes,
        @Nullable String clientCorrelationValue,
        @Nullable String serverCorrelationValue,
        List<Ttlv> others) {

    /**
     * A header with nothing but the time.
     *
     * @param version the version of the message
     * @param timeStampEpochSeconds when it is sent, in seconds since 1970
     */
    public ResponseHeader(KmipVersion version, long timeStampEpochSeconds) {
        this(version, timeStampEpochSeconds, null, null, List.of(), null, null, List.of());
    }

    Ttlv.Structure toTtlv(int batchCount) {
        Items items = new Items()
                .item(version.toTtlv())
                .dateTime(Tag.TIME_STAMP, timeStampEpochSeconds)
                .item(nonce)
                .bytes(Tag.SERVER_HASHED_PASSWORD, serverHashedPassword);
        attestationTypes.forEach(type -> items.enumerationValue(Tag.ATTESTATION_TYPE, type));
        return items.text(Tag.CLIENT_CORRELATION_VALUE, clientCorrelationValue)
                .text(Tag.SERVER_CORRELATION_VALUE, serverCorrelationValue)
                .all(others)
                .integer(Tag.BATCH_COUNT, batchCount)
                .structure(Tag.RESPONSE_HEADER);
    }

    static ResponseHeader read(Fields fields) throws KmipProtocolException {
        return new ResponseHeader(
                KmipVersion.read(fields.structure(Tag.PROTOCOL_VERSION)),
                fields.dateTime(Tag.TIME_STAMP),
                fields.optionalStructure(Tag.NONCE),
                fields.optionalBytes(Tag.SERVER_HASHED_PASSWORD),
                fields.enumerationValues(Tag.ATTESTATION_TYPE),
                fields.optionalText(Tag.CLIENT_CORRELATION_VALUE),
                fields.optionalText(Tag.SERVER_CORRELATION_VALUE),
                fields.rest());
    }
}
