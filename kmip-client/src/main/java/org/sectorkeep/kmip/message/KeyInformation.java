// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * A key that wraps others, and how.
 *
 * @param uniqueIdentifier the id of that key
 * @param cryptographicParameters how it is used, or null for what the server has for it
 */
public record KeyInformation(
        String uniqueIdentifier, @Nullable CryptographicParameters cryptographicParameters) {
    Ttlv.Structure toTtlv(int tag) {
        return new Items()
                .text(Tag.UNIQUE_IDENTIFIER, uniqueIdentifier)
                .item(cryptographicParameters == null ? null : cryptographicParameters.toTtlv())
                .structure(tag);
    }

    static @Nullable KeyInformation read(Fields outer, int tag) throws KmipProtocolException {
        Ttlv.@Nullable Structure structure = outer.optionalStructure(tag);
        if (structure == null) {
            return null;
        }
        Fields fields = new Fields(structure);
        return new KeyInformation(fields.text(Tag.UNIQUE_IDENTIFIER), CryptographicParameters.read(fields));
    }
}
