// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * What a vendor added to an item of a batch (KMIP 1.4 section 6.16).
 *
 * @param vendorIdentification who
 * @param critical whether whoever does not know it must refuse the item
 * @param fields what was added
 */
public record MessageExtension(String vendorIdentification, boolean critical, List<Ttlv> fields) {
    Ttlv.Structure toTtlv() {
        return new Items()
                .text(Tag.VENDOR_IDENTIFICATION, vendorIdentification)
                .bool(Tag.CRITICALITY_INDICATOR, critical)
                .item(new Ttlv.Structure(Tag.VENDOR_EXTENSION, fields))
                .structure(Tag.MESSAGE_EXTENSION);
    }

    static List<MessageExtension> readAll(Fields outer) throws KmipProtocolException {
        List<MessageExtension> extensions = new ArrayList<>();
        for (Ttlv.Structure structure : outer.structures(Tag.MESSAGE_EXTENSION)) {
            Fields fields = new Fields(structure);
            extensions.add(new MessageExtension(
                    fields.text(Tag.VENDOR_IDENTIFICATION),
                    fields.bool(Tag.CRITICALITY_INDICATOR),
                    fields.structure(Tag.VENDOR_EXTENSION).children()));
        }
        return List.copyOf(extensions);
    }
}
