// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * A response (KMIP 1.4 section 7.1). Its text shows no secret.
 *
 * @param header what is said once for all items
 * @param items how the operations ended
 */
public record ResponseMessage(ResponseHeader header, List<ResponseItem> items) {
    /**
     * Copies the list.
     *
     * @param header what is said once for all items
     * @param items how the operations ended
     */
    public ResponseMessage {
        items = List.copyOf(items);
    }

    /**
     * The tree of this response.
     *
     * @return a tree that shares the byte strings of this message
     */
    public Ttlv.Structure toTtlv() {
        Items tree = new Items().item(header.toTtlv(items.size()));
        items.forEach(item -> tree.item(item.toTtlv(header.version())));
        return tree.structure(Tag.RESPONSE_MESSAGE);
    }

    /**
     * Reads a tree.
     *
     * @param tree what was decoded; the response shares its byte strings
     * @return the response
     * @throws KmipProtocolException if it is no response, or another number of items than its header says
     */
    public static ResponseMessage read(Ttlv tree) throws KmipProtocolException {
        Fields fields = MessageReader.message(tree, Tag.RESPONSE_MESSAGE);
        Fields headerFields = new Fields(fields.structure(Tag.RESPONSE_HEADER));
        List<Ttlv.Structure> batch = MessageReader.batch(fields, headerFields);
        ResponseHeader header = ResponseHeader.read(headerFields);
        List<ResponseItem> items = new ArrayList<>(batch.size());
        for (Ttlv.Structure item : batch) {
            items.add(ResponseItem.read(item, header.version()));
        }
        return new ResponseMessage(header, items);
    }

    /** Overwrites all byte strings, keys among them, with zeroes. */
    public void wipe() {
        toTtlv().wipe();
    }
}
