// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.UnaryOperator;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Makes an answer wrong in its tree. */
final class FaultyAnswer {
    private static final int CHECK = 9;
    private static final int DES = 1;

    private FaultyAnswer() {}

    static Ttlv.Structure of(Ttlv.Structure answer, Fault fault) {
        return switch (fault) {
            case WRONG_BATCH_ID ->
                replaced(answer, Tag.UNIQUE_BATCH_ITEM_ID, id -> new Ttlv.Bytes(id.tag(), ByteString.utf8("nobody's")));
            case WRONG_OPERATION -> replaced(answer, Tag.OPERATION, item -> new Ttlv.Enumeration(item.tag(), CHECK));
            case ANOTHER_ID -> replaced(answer, Tag.UNIQUE_IDENTIFIER, id -> new Ttlv.Text(id.tag(), "another-key"));
            case WRONG_KEY_LENGTH -> replaced(answer, Tag.KEY_MATERIAL, FaultyAnswer::halved);
            case WRONG_ALGORITHM ->
                replaced(answer, Tag.CRYPTOGRAPHIC_ALGORITHM, item -> new Ttlv.Enumeration(item.tag(), DES));
            case ITEMS_SWAPPED -> swapped(answer);
            case ITEM_MISSING -> shortened(answer);
            case ERROR_WITHOUT_OPERATION -> error(answer);
            default -> answer;
        };
    }

    private static Ttlv halved(Ttlv material) {
        byte[] bytes = ((Ttlv.Bytes) material).value().toByteArray();
        return new Ttlv.Bytes(material.tag(), ByteString.copyOf(Arrays.copyOf(bytes, bytes.length / 2)));
    }

    private static Ttlv.Structure replaced(Ttlv.Structure parent, int tag, UnaryOperator<Ttlv> change) {
        List<Ttlv> children = new ArrayList<>();
        for (Ttlv child : parent.children()) {
            if (child.tag() == tag) {
                children.add(change.apply(child));
            } else {
                children.add(child instanceof Ttlv.Structure inner ? replaced(inner, tag, change) : child);
            }
        }
        return new Ttlv.Structure(parent.tag(), children);
    }

    /** Payloads change places, batch ids stay: the answer of each item is that of another. */
    private static Ttlv.Structure swapped(Ttlv.Structure answer) {
        List<Ttlv> items = new ArrayList<>(Trees.children(answer, Tag.BATCH_ITEM));
        List<Ttlv> payloads = new ArrayList<>();
        items.forEach(item ->
                Trees.structure((Ttlv.Structure) item, Tag.RESPONSE_PAYLOAD).ifPresent(payloads::add));
        Collections.reverse(payloads);
        List<Ttlv> children = new ArrayList<>(List.of(answer.children().get(0)));
        int next = 0;
        for (Ttlv item : items) {
            Ttlv payload = payloads.get(next++);
            children.add(replaced((Ttlv.Structure) item, Tag.RESPONSE_PAYLOAD, former -> payload));
        }
        return new Ttlv.Structure(answer.tag(), children);
    }

    private static Ttlv.Structure shortened(Ttlv.Structure answer) {
        List<Ttlv> children = answer.children().subList(0, answer.children().size() - 1);
        return replaced(
                new Ttlv.Structure(answer.tag(), children),
                Tag.BATCH_COUNT,
                count -> new Ttlv.Int(count.tag(), children.size() - 1));
    }

    private static Ttlv.Structure error(Ttlv.Structure answer) {
        Ttlv.Structure header = new Ttlv.Structure(
                Tag.RESPONSE_HEADER,
                new ProtocolVersions.ProtocolVersion(1, 0).toTtlv(),
                new Ttlv.DateTime(Tag.TIME_STAMP, System.currentTimeMillis() / 1000),
                new Ttlv.Int(Tag.BATCH_COUNT, 1));
        Ttlv.Structure item = new Ttlv.Structure(
                Tag.BATCH_ITEM,
                Dispatcher.failure(new Refusal(Refusal.INVALID_MESSAGE, "error parsing request message")));
        return new Ttlv.Structure(answer.tag(), header, item);
    }
}
