// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * An attribute of an object, in the form that all versions share.
 *
 * @param name its name
 * @param index which of several of one name, in KMIP 1.x, 0 or more; or null
 * @param value its value; the tag of this item does not matter
 */
public record Attribute(AttributeName name, @Nullable Integer index, Ttlv value) {
    /** The name of the attribute that holds the names of an object. */
    public static final AttributeName NAME = AttributeName.of("Name");
    /** The name of the attribute that says how far an object is in its life. */
    public static final AttributeName STATE = AttributeName.of("State");
    /** The name of the attribute that says what kind of object it is. */
    public static final AttributeName OBJECT_TYPE = AttributeName.of("Object Type");
    /** The name of the attribute that says what a key is for. */
    public static final AttributeName CRYPTOGRAPHIC_ALGORITHM = AttributeName.of("Cryptographic Algorithm");
    /** The name of the attribute that says how long a key is. */
    public static final AttributeName CRYPTOGRAPHIC_LENGTH = AttributeName.of("Cryptographic Length");
    /** The name of the attribute that says what a key may do. */
    public static final AttributeName CRYPTOGRAPHIC_USAGE_MASK = AttributeName.of("Cryptographic Usage Mask");

    /**
     * A standard attribute.
     *
     * @param value its value under its own tag
     * @return the attribute
     */
    public static Attribute standard(Ttlv value) {
        return new Attribute(new AttributeName("", Tag.name(value.tag())), null, value);
    }

    /**
     * A name of the object: text without a meaning.
     *
     * @param name any text, unique on the server
     * @return the attribute
     */
    public static Attribute name(String name) {
        return standard(new Items()
                .text(Tag.NAME_VALUE, name)
                .enumeration(Tag.NAME_TYPE, NameType.UNINTERPRETED_TEXT_STRING)
                .structure(Tag.NAME));
    }

    /**
     * A custom attribute that holds text.
     *
     * @param name such as "x-Product"
     * @param text its value
     * @return the attribute
     */
    public static Attribute custom(String name, String text) {
        return new Attribute(AttributeName.of(name), null, new Ttlv.Text(Tag.ATTRIBUTE_VALUE, text));
    }

    /**
     * What a key is for.
     *
     * @param algorithm its cipher
     * @return the attribute
     */
    public static Attribute cryptographicAlgorithm(Enumerated<CryptographicAlgorithm> algorithm) {
        return standard(new Ttlv.Enumeration(Tag.CRYPTOGRAPHIC_ALGORITHM, algorithm.value()));
    }

    /**
     * How long a key is.
     *
     * @param lengthBits in bits
     * @return the attribute
     */
    public static Attribute cryptographicLength(int lengthBits) {
        return standard(new Ttlv.Int(Tag.CRYPTOGRAPHIC_LENGTH, lengthBits));
    }

    /**
     * What a key may do.
     *
     * @param mask a sum of the constants of {@link CryptographicUsage}
     * @return the attribute
     */
    public static Attribute cryptographicUsageMask(int mask) {
        return standard(new Ttlv.Int(Tag.CRYPTOGRAPHIC_USAGE_MASK, mask));
    }

    /**
     * What kind of object to find.
     *
     * @param type the kind
     * @return the attribute
     */
    public static Attribute objectType(Enumerated<ObjectType> type) {
        return standard(new Ttlv.Enumeration(Tag.OBJECT_TYPE, type.value()));
    }

    /**
     * The state of the objects to find, or that a server tells.
     *
     * @param state the state
     * @return the attribute
     */
    public static Attribute state(Enumerated<KmipState> state) {
        return standard(new Ttlv.Enumeration(Tag.STATE, state.value()));
    }

    /**
     * The attribute as the structure of KMIP 1.x, or as the item that stands in Attributes in 2.x.
     *
     * @param version the version of the message
     * @return an item; a structure with a name also for a standard attribute that KMIP 2 does not know
     */
    public Ttlv toTtlv(KmipVersion version) {
        boolean tags = version.hasAttributeTags();
        OptionalInt tag = tags && !name.isCustom() ? name.tag() : OptionalInt.empty();
        if (tag.isPresent()) {
            return value.withTag(tag.getAsInt());
        }
        return new Items()
                .text(Tag.VENDOR_IDENTIFICATION, tags && name.isCustom() ? name.vendor() : null)
                .text(Tag.ATTRIBUTE_NAME, tags ? name.name() : name.toString())
                .integer(Tag.ATTRIBUTE_INDEX, tags ? null : index)
                .item(value.withTag(Tag.ATTRIBUTE_VALUE))
                .structure(Tag.ATTRIBUTE);
    }

    /** An Attribute structure of 1.x or of a vendor in 2.x, or an item of 2.x. */
    static Attribute read(Ttlv item) throws KmipProtocolException {
        if (item.tag() != Tag.ATTRIBUTE || !(item instanceof Ttlv.Structure structure)) {
            return standard(item);
        }
        Fields fields = new Fields(structure);
        return new Attribute(
                AttributeName.readVendor(fields),
                fields.optionalInteger(Tag.ATTRIBUTE_INDEX),
                fields.item(Tag.ATTRIBUTE_VALUE));
    }

    /** The attribute of a payload that sets one: an Attribute in 1.x, a New Attribute in 2.x. */
    static @Nullable Ttlv toNewAttribute(@Nullable Attribute attribute, KmipVersion version) {
        if (attribute == null) {
            return null;
        }
        Ttlv item = attribute.toTtlv(version);
        return version.hasAttributeTags() ? new Ttlv.Structure(Tag.NEW_ATTRIBUTE, item) : item;
    }

    /** The attribute of a payload that is to be changed or removed, which only 2.x names by its value. */
    static @Nullable Ttlv toCurrentAttribute(@Nullable Attribute attribute, KmipVersion version) {
        return attribute == null ? null : new Ttlv.Structure(Tag.CURRENT_ATTRIBUTE, attribute.toTtlv(version));
    }

    static @Nullable Attribute readNewAttribute(Fields fields) throws KmipProtocolException {
        Attribute plain = readOptional(fields);
        return plain == null ? readInside(fields, Tag.NEW_ATTRIBUTE) : plain;
    }

    static Attribute requireNewAttribute(Fields fields) throws KmipProtocolException {
        Attribute attribute = readNewAttribute(fields);
        if (attribute == null) {
            throw new KmipProtocolException("the request lacks its \"Attribute\"");
        }
        return attribute;
    }

    static @Nullable Attribute readCurrentAttribute(Fields fields) throws KmipProtocolException {
        return readInside(fields, Tag.CURRENT_ATTRIBUTE);
    }

    static @Nullable Attribute readOptional(Fields fields) throws KmipProtocolException {
        Ttlv.@Nullable Structure structure = fields.optionalStructure(Tag.ATTRIBUTE);
        return structure == null ? null : read(structure);
    }

    private static @Nullable Attribute readInside(Fields fields, int tag) throws KmipProtocolException {
        Ttlv.@Nullable Structure structure = fields.optionalStructure(tag);
        if (structure == null) {
            return null;
        }
        if (structure.children().size() != 1) {
            throw new KmipProtocolException(
                    "\"" + Tag.name(tag) + "\" has " + structure.children().size() + " attributes, expected 1");
        }
        return read(structure.children().get(0));
    }
}
