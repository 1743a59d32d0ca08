// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * The name of an attribute. Up to KMIP 1.4 it is text, such as "State", or "x-Product" for a custom one that a client
 * made ("y-" by the server); from 2.0 on a tag, or a vendor ("x", "y") and a name.
 *
 * @param vendor who defined it, or empty for the standard
 * @param name the name, without the vendor
 */
public record AttributeName(String vendor, String name) {
    /**
     * Reads the name as KMIP 1.x writes it.
     *
     * @param text such as "State" or "x-Product"
     * @return the name
     */
    public static AttributeName of(String text) {
        boolean custom = text.startsWith("x-") || text.startsWith("y-");
        return custom ? new AttributeName(text.substring(0, 1), text.substring(2)) : new AttributeName("", text);
    }

    /**
     * Whether the standard does not define it.
     *
     * @return true for one of a vendor, a client or a server
     */
    public boolean isCustom() {
        return !vendor.isEmpty();
    }

    /** The name as KMIP 1.x writes it. */
    @Override
    public String toString() {
        return isCustom() ? vendor + "-" + name : name;
    }

    /** The tag of a standard attribute, which KMIP 2.x uses in the place of its name, if it knows it. */
    OptionalInt tag() {
        return Tag.named(name);
    }

    /** Attribute Name in 1.x, Attribute Reference in 2.x. */
    Ttlv toTtlv(KmipVersion version) {
        if (version.hasAttributeTags() && isCustom()) {
            return new Items()
                    .text(Tag.VENDOR_IDENTIFICATION, vendor)
                    .text(Tag.ATTRIBUTE_NAME, name)
                    .structure(Tag.ATTRIBUTE_REFERENCE);
        }
        return version.hasAttributeTags() && tag().isPresent()
                ? new Ttlv.Enumeration(Tag.ATTRIBUTE_REFERENCE, tag().getAsInt())
                : new Ttlv.Text(Tag.ATTRIBUTE_NAME, toString());
    }

    static AttributeName read(Ttlv item) throws KmipProtocolException {
        if (item instanceof Ttlv.Text text) {
            return of(text.value());
        }
        if (item instanceof Ttlv.Enumeration tag) {
            return new AttributeName("", Tag.name(tag.value()));
        }
        if (item instanceof Ttlv.Structure structure) {
            return readVendor(new Fields(structure));
        }
        throw new KmipProtocolException("\"" + Tag.name(item.tag()) + "\" has the wrong type: "
                + item.type().label());
    }

    static AttributeName readVendor(Fields fields) throws KmipProtocolException {
        @Nullable String vendor = fields.optionalText(Tag.VENDOR_IDENTIFICATION);
        String name = fields.text(Tag.ATTRIBUTE_NAME);
        return vendor == null ? of(name) : new AttributeName(vendor, name);
    }

    static List<Ttlv> toTtlv(List<AttributeName> names, KmipVersion version) {
        return names.stream().map(name -> name.toTtlv(version)).toList();
    }

    static List<AttributeName> readAll(Fields fields) throws KmipProtocolException {
        List<AttributeName> names = new ArrayList<>();
        for (AttributeName name = readOptional(fields); name != null; name = readOptional(fields)) {
            names.add(name);
        }
        return List.copyOf(names);
    }

    static @Nullable AttributeName readOptional(Fields fields) throws KmipProtocolException {
        @Nullable Ttlv item = fields.optionalItem(Tag.ATTRIBUTE_NAME, Tag.ATTRIBUTE_REFERENCE);
        return item == null ? null : read(item);
    }
}
