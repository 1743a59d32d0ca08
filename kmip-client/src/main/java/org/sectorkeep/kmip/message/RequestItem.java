// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * One operation of a request (KMIP 1.4 section 7.3).
 *
 * @param ephemeral whether the server is to keep no more of it than it must, in KMIP 2.x; or null
 * @param uniqueBatchItemId what its answer is known by, or null in a batch of one
 * @param payload what is asked
 * @param unknownFields fields of the payload that this library does not know
 * @param extensions what vendors added
 */
public record RequestItem(
        @Nullable Boolean ephemeral,
        @Nullable ByteString uniqueBatchItemId,
        RequestPayload payload,
        List<Ttlv> unknownFields,
        List<MessageExtension> extensions) {

    /**
     * An item with nothing but a payload.
     *
     * @param uniqueBatchItemId what its answer is known by, or null in a batch of one
     * @param payload what is asked
     */
    public RequestItem(@Nullable ByteString uniqueBatchItemId, RequestPayload payload) {
        this(null, uniqueBatchItemId, payload, List.of(), List.of());
    }

    /**
     * The operation of the payload.
     *
     * @return one of the standard or of a vendor
     */
    public Enumerated<Operation> operation() {
        return payload.operation();
    }

    Ttlv.Structure toTtlv(KmipVersion version) {
        return new Items()
                .enumeration(Tag.OPERATION, operation())
                .bool(Tag.EPHEMERAL, ephemeral)
                .bytes(Tag.UNIQUE_BATCH_ITEM_ID, uniqueBatchItemId)
                .item(new Items()
                        .all(payload.toTtlv(version))
                        .all(unknownFields)
                        .structure(Tag.REQUEST_PAYLOAD))
                .all(extensions.stream().map(MessageExtension::toTtlv).toList())
                .structure(Tag.BATCH_ITEM);
    }

    static RequestItem read(Ttlv.Structure structure, KmipVersion version) throws KmipProtocolException {
        Fields fields = new Fields(structure);
        Enumerated<Operation> operation = fields.enumeration(Tag.OPERATION, Operation.TABLE);
        Fields payload = new Fields(fields.structure(Tag.REQUEST_PAYLOAD));
        RequestPayload typed = operation instanceof Operation known
                ? Payloads.request(known, payload, version)
                : new RequestPayload.Other(operation, payload.rest());
        return new RequestItem(
                fields.optionalBool(Tag.EPHEMERAL),
                fields.optionalBytes(Tag.UNIQUE_BATCH_ITEM_ID),
                typed,
                payload.rest(),
                MessageExtension.readAll(fields));
    }
}
