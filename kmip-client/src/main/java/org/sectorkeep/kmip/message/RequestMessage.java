// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * A request (KMIP 1.4 section 7.1). Its text shows no secret.
 *
 * @param header what is said once for all items
 * @param items the operations
 */
public record RequestMessage(RequestHeader header, List<RequestItem> items) {
    /**
     * Copies the list.
     *
     * @param header what is said once for all items
     * @param items the operations
     */
    public RequestMessage {
        items = List.copyOf(items);
    }

    /**
     * A request whose items can be told apart by ids if there are several.
     *
     * @param header what is said once for all items
     * @param payloads what is asked
     * @return the request
     */
    public static RequestMessage of(RequestHeader header, List<? extends RequestPayload> payloads) {
        if (payloads.size() == 1) {
            return new RequestMessage(header, List.of(new RequestItem(null, payloads.get(0))));
        }
        List<RequestItem> items = new ArrayList<>(payloads.size());
        for (RequestPayload payload : payloads) {
            ByteBuffer id = ByteBuffer.allocate(Integer.BYTES).putInt(items.size() + 1);
            items.add(new RequestItem(ByteString.copyOf(id.flip()), payload));
        }
        return new RequestMessage(header, items);
    }

    /**
     * The tree of this request.
     *
     * @return a tree that shares the byte strings of this message
     */
    public Ttlv.Structure toTtlv() {
        Items tree = new Items().item(header.toTtlv(items.size()));
        items.forEach(item -> tree.item(item.toTtlv(header.version())));
        return tree.structure(Tag.REQUEST_MESSAGE);
    }

    /**
     * Reads a tree.
     *
     * @param tree what was decoded; the request shares its byte strings
     * @return the request
     * @throws KmipProtocolException if it is no request, or another number of items than its header says
     */
    public static RequestMessage read(Ttlv tree) throws KmipProtocolException {
        Fields fields = MessageReader.message(tree, Tag.REQUEST_MESSAGE);
        Fields headerFields = new Fields(fields.structure(Tag.REQUEST_HEADER));
        List<Ttlv.Structure> batch = MessageReader.batch(fields, headerFields);
        RequestHeader header = RequestHeader.read(headerFields);
        List<RequestItem> items = new ArrayList<>(batch.size());
        for (Ttlv.Structure item : batch) {
            items.add(RequestItem.read(item, header.version()));
        }
        return new RequestMessage(header, items);
    }

    /** Overwrites all byte strings, passwords among them, with zeroes. */
    public void wipe() {
        toTtlv().wipe();
    }
}
