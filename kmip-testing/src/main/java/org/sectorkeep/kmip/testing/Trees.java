// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.util.List;
import java.util.Optional;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Looks things up in trees. The server reads and makes its messages from trees, so as to be independent of the client. */
final class Trees {
    private Trees() {}

    static Optional<Ttlv> child(Ttlv.Structure parent, int tag) {
        return parent.children().stream().filter(item -> item.tag() == tag).findFirst();
    }

    static List<Ttlv> children(Ttlv.Structure parent, int tag) {
        return parent.children().stream().filter(item -> item.tag() == tag).toList();
    }

    static Optional<Ttlv.Structure> structure(Ttlv.Structure parent, int tag) {
        return child(parent, tag).map(Ttlv.Structure.class::cast);
    }

    static Ttlv.Structure neededStructure(Ttlv.Structure parent, int tag) throws Refusal {
        return structure(parent, tag).orElseThrow(() -> Refusal.missing(tag));
    }

    static Optional<String> text(Ttlv.Structure parent, int tag) {
        return child(parent, tag).map(item -> ((Ttlv.Text) item).value());
    }

    static String neededText(Ttlv.Structure parent, int tag) throws Refusal {
        return text(parent, tag).orElseThrow(() -> Refusal.missing(tag));
    }

    static Optional<Integer> number(Ttlv.Structure parent, int tag) {
        return child(parent, tag)
                .map(item -> item instanceof Ttlv.Enumeration enumeration
                        ? Integer.valueOf(enumeration.value())
                        : Integer.valueOf(((Ttlv.Int) item).value()));
    }

    static int neededNumber(Ttlv.Structure parent, int tag) throws Refusal {
        return number(parent, tag).orElseThrow(() -> Refusal.missing(tag));
    }

    static Optional<byte[]> bytes(Ttlv.Structure parent, int tag) {
        return child(parent, tag).map(item -> ((Ttlv.Bytes) item).value().toByteArray());
    }

    static byte[] neededBytes(Ttlv.Structure parent, int tag) throws Refusal {
        return bytes(parent, tag).orElseThrow(() -> Refusal.missing(tag));
    }

    static Ttlv.Text id(String uniqueIdentifier) {
        return new Ttlv.Text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier);
    }
}
