// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** What requests and responses have in common. */
final class MessageReader {
    private MessageReader() {}

    static Fields message(Ttlv tree, int tag) throws KmipProtocolException {
        if (tree.tag() != tag || !(tree instanceof Ttlv.Structure structure)) {
            throw new KmipProtocolException(
                    "expected a \"" + Tag.name(tag) + "\", found \"" + Tag.name(tree.tag()) + "\"");
        }
        return new Fields(structure);
    }

    /** The items, once the header is known to have counted them right. */
    static List<Ttlv.Structure> batch(Fields message, Fields header) throws KmipProtocolException {
        int count = header.integer(Tag.BATCH_COUNT);
        List<Ttlv.Structure> batch = message.structures(Tag.BATCH_ITEM);
        if (batch.size() != count) {
            throw new KmipProtocolException(
                    "the header counts " + count + " batch items, the message has " + batch.size());
        }
        return batch;
    }
}
