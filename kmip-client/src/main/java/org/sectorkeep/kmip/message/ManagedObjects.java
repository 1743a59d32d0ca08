// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Objects as items of a message. */
final class ManagedObjects {
    private ManagedObjects() {}

    /** The item of a message. */
    static Ttlv.Structure toTtlv(ManagedObject object, KmipVersion version) {
        return object instanceof ManagedObject.Key key
                ? new Items()
                        .all(key.others())
                        .item(key.keyBlock().toTtlv(version))
                        .structure(tag(key.objectType()))
                : new Items().all(((ManagedObject.Other) object).fields()).structure(tag(object.objectType()));
    }

    /** The object among the fields of a payload, which must be of the kind that the payload names. */
    static ManagedObject read(Fields outer, Enumerated<ObjectType> type, KmipVersion version)
            throws KmipProtocolException {
        if (!(type instanceof ObjectType known)) {
            throw new KmipProtocolException("an object of the unknown type " + type);
        }
        Fields fields = new Fields(outer.structure(tag(known)));
        Ttlv.@Nullable Structure keyBlock = fields.optionalStructure(Tag.KEY_BLOCK);
        return keyBlock == null
                ? new ManagedObject.Other(known, fields.rest())
                : new ManagedObject.Key(known, KeyBlock.read(keyBlock, version), fields.rest());
    }

    private static int tag(ObjectType type) {
        return switch (type) {
            case CERTIFICATE -> Tag.CERTIFICATE;
            case SYMMETRIC_KEY -> Tag.SYMMETRIC_KEY;
            case PUBLIC_KEY -> Tag.PUBLIC_KEY;
            case PRIVATE_KEY -> Tag.PRIVATE_KEY;
            case SPLIT_KEY -> Tag.SPLIT_KEY;
            case TEMPLATE -> Tag.TEMPLATE;
            case SECRET_DATA -> Tag.SECRET_DATA;
            case OPAQUE_OBJECT -> Tag.OPAQUE_OBJECT;
            case PGP_KEY -> Tag.PGP_KEY;
            case CERTIFICATE_REQUEST -> Tag.CERTIFICATE_REQUEST;
        };
    }
}
