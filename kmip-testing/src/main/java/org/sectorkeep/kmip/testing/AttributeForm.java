// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** How attributes look on the wire: named by text in KMIP 1.x, by tags in 2.x. */
enum AttributeForm {
    /** {@code Attribute} structures of name and value (KMIP 1.4, section 2.1.1). */
    NAMED {
        @Override
        List<Ttlv> encode(String name, Ttlv value) {
            return List.of(new Ttlv.Structure(
                    Tag.ATTRIBUTE, new Ttlv.Text(Tag.ATTRIBUTE_NAME, name), value.withTag(Tag.ATTRIBUTE_VALUE)));
        }

        @Override
        List<Ttlv> all(List<Ttlv> encoded) {
            return encoded;
        }

        @Override
        List<Attribute> decode(List<Ttlv> items) throws Refusal {
            List<Attribute> attributes = new ArrayList<>();
            for (Ttlv item : items) {
                if (item.tag() == Tag.ATTRIBUTE) {
                    Ttlv.Structure attribute = (Ttlv.Structure) item;
                    attributes.add(new Attribute(
                            Trees.neededText(attribute, Tag.ATTRIBUTE_NAME),
                            Trees.child(attribute, Tag.ATTRIBUTE_VALUE)
                                    .orElseThrow(() -> Refusal.missing(Tag.ATTRIBUTE_VALUE))));
                }
            }
            return attributes;
        }

        @Override
        int container() {
            return Tag.TEMPLATE_ATTRIBUTE;
        }

        @Override
        String nameIn(Ttlv reference) {
            return ((Ttlv.Text) reference).value();
        }

        @Override
        Ttlv reference(String name) {
            return new Ttlv.Text(Tag.ATTRIBUTE_NAME, name);
        }

        @Override
        int referenceTag() {
            return Tag.ATTRIBUTE_NAME;
        }
    },

    /** Items of an {@code Attributes} structure, vendors' ones apart (KMIP 2.0, section 4). */
    TAGGED {
        @Override
        List<Ttlv> encode(String name, Ttlv value) {
            return List.of(
                    isVendors(name)
                            ? new Ttlv.Structure(
                                    Tag.ATTRIBUTE,
                                    new Ttlv.Text(Tag.VENDOR_IDENTIFICATION, name.substring(0, 1)),
                                    new Ttlv.Text(Tag.ATTRIBUTE_NAME, name.substring(2)),
                                    value.withTag(Tag.ATTRIBUTE_VALUE))
                            : value.withTag(Tag.named(name).orElseThrow()));
        }

        @Override
        List<Ttlv> all(List<Ttlv> encoded) {
            return List.of(new Ttlv.Structure(Tag.ATTRIBUTES, encoded));
        }

        @Override
        List<Attribute> decode(List<Ttlv> items) throws Refusal {
            List<Attribute> attributes = new ArrayList<>();
            for (Ttlv item : items) {
                if (item.tag() == Tag.ATTRIBUTE) {
                    Ttlv.Structure vendors = (Ttlv.Structure) item;
                    attributes.add(new Attribute(
                            vendorName(vendors),
                            Trees.child(vendors, Tag.ATTRIBUTE_VALUE)
                                    .orElseThrow(() -> Refusal.missing(Tag.ATTRIBUTE_VALUE))));
                } else {
                    attributes.add(new Attribute(Tag.name(item.tag()), item));
                }
            }
            return attributes;
        }

        @Override
        int container() {
            return Tag.ATTRIBUTES;
        }

        @Override
        String nameIn(Ttlv reference) throws Refusal {
            return reference instanceof Ttlv.Structure vendors
                    ? vendorName(vendors)
                    : Tag.name(((Ttlv.Enumeration) reference).value());
        }

        @Override
        Ttlv reference(String name) {
            return isVendors(name)
                    ? new Ttlv.Structure(
                            Tag.ATTRIBUTE_REFERENCE,
                            new Ttlv.Text(Tag.VENDOR_IDENTIFICATION, name.substring(0, 1)),
                            new Ttlv.Text(Tag.ATTRIBUTE_NAME, name.substring(2)))
                    : new Ttlv.Enumeration(
                            Tag.ATTRIBUTE_REFERENCE, Tag.named(name).orElseThrow());
        }

        @Override
        int referenceTag() {
            return Tag.ATTRIBUTE_REFERENCE;
        }
    };

    /**
     * An attribute.
     *
     * @param name as in KMIP 1.x; those of vendors begin with {@code x-}
     * @param value under any tag
     */
    record Attribute(String name, Ttlv value) {}

    /** One attribute as an item of {@link #all}. */
    abstract List<Ttlv> encode(String name, Ttlv value);

    /** Encoded attributes as they stand in an answer. */
    abstract List<Ttlv> all(List<Ttlv> encoded);

    /** The attributes among some items. */
    abstract List<Attribute> decode(List<Ttlv> items) throws Refusal;

    /** The tag of the structure that holds the attributes of a new object. */
    abstract int container();

    abstract String nameIn(Ttlv reference) throws Refusal;

    abstract Ttlv reference(String name);

    abstract int referenceTag();

    private static boolean isVendors(String name) {
        return name.startsWith("x-") || name.startsWith("y-");
    }

    private static String vendorName(Ttlv.Structure vendors) throws Refusal {
        return Trees.neededText(vendors, Tag.VENDOR_IDENTIFICATION) + "-"
                + Trees.neededText(vendors, Tag.ATTRIBUTE_NAME);
    }
}
