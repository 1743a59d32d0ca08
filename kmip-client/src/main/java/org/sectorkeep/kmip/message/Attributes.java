// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * Attributes of an object, in their order.
 *
 * @param list the attributes
 * @param others what else stands beside them, such as the names of templates in KMIP 1.x
 */
public record Attributes(List<Attribute> list, List<Ttlv> others) {
    /** No attributes. */
    public static final Attributes NONE = new Attributes(List.of(), List.of());

    /**
     * Copies the lists.
     *
     * @param list the attributes
     * @param others what else stands beside them
     */
    public Attributes {
        list = List.copyOf(list);
        others = List.copyOf(others);
    }

    /**
     * Some attributes.
     *
     * @param attributes in their order
     * @return all of them
     */
    public static Attributes of(Attribute... attributes) {
        return new Attributes(List.of(attributes), List.of());
    }

    /**
     * The first attribute of a name.
     *
     * @param name what to look for
     * @return the attribute, or empty
     */
    public Optional<Attribute> find(AttributeName name) {
        return list.stream().filter(attribute -> attribute.name().equals(name)).findFirst();
    }

    /**
     * The text of the first attribute of a name.
     *
     * @param name such as that of a custom attribute
     * @return its text, or empty if there is none or it is no text
     */
    public Optional<String> text(AttributeName name) {
        return find(name)
                .map(Attribute::value)
                .flatMap(value -> value instanceof Ttlv.Text text ? Optional.of(text.value()) : Optional.empty());
    }

    /**
     * The number of the first attribute of a name.
     *
     * @param name such as {@link Attribute#CRYPTOGRAPHIC_LENGTH}
     * @return its number, or empty if there is none or it is no integer
     */
    public OptionalInt integer(AttributeName name) {
        Optional<Ttlv> value = find(name).map(Attribute::value);
        return value.isPresent() && value.get() instanceof Ttlv.Int number
                ? OptionalInt.of(number.value())
                : OptionalInt.empty();
    }

    /**
     * How far the object is in its life.
     *
     * @return the state, or empty if it is not among the attributes
     */
    public Optional<Enumerated<KmipState>> state() {
        return enumeration(Attribute.STATE).map(KmipState.TABLE::of);
    }

    /**
     * What the key is for.
     *
     * @return the algorithm, or empty if it is not among the attributes
     */
    public Optional<Enumerated<CryptographicAlgorithm>> cryptographicAlgorithm() {
        return enumeration(Attribute.CRYPTOGRAPHIC_ALGORITHM).map(CryptographicAlgorithm.TABLE::of);
    }

    /**
     * What kind of object it is.
     *
     * @return the kind, or empty if it is not among the attributes
     */
    public Optional<Enumerated<ObjectType>> objectType() {
        return enumeration(Attribute.OBJECT_TYPE).map(ObjectType.TABLE::of);
    }

    /**
     * The names of the object.
     *
     * @return the text of each attribute Name
     */
    public List<String> names() {
        return list.stream()
                .filter(attribute -> attribute.name().equals(Attribute.NAME))
                .flatMap(attribute -> attribute.value() instanceof Ttlv.Structure structure
                        ? structure.children().stream()
                        : Stream.empty())
                .filter(item -> item.tag() == Tag.NAME_VALUE)
                .flatMap(item -> item instanceof Ttlv.Text text ? Stream.of(text.value()) : Stream.empty())
                .toList();
    }

    private Optional<Integer> enumeration(AttributeName name) {
        return find(name)
                .map(Attribute::value)
                .flatMap(value ->
                        value instanceof Ttlv.Enumeration constant ? Optional.of(constant.value()) : Optional.empty());
    }

    /** All in a structure of their own: Template-Attribute in 1.x, Attributes in 2.x. */
    Ttlv.Structure toStructure(KmipVersion version) {
        return items(version).structure(version.hasAttributeTags() ? Tag.ATTRIBUTES : Tag.TEMPLATE_ATTRIBUTE);
    }

    /** Each by itself in 1.x; in 2.x in a structure, if there is any. */
    List<Ttlv> toItems(KmipVersion version) {
        return version.hasAttributeTags()
                ? toOptionalStructure(version)
                : items(version).list();
    }

    /** All in a structure of their own, if there is any. */
    List<Ttlv> toOptionalStructure(KmipVersion version) {
        return list.isEmpty() && others.isEmpty() ? List.of() : List.of(toStructure(version));
    }

    /** What a server of 1.x set of itself; those of 2.x do not tell. */
    List<Ttlv> toTemplate(KmipVersion version) {
        return version.hasAttributeTags() ? List.of() : toOptionalStructure(version);
    }

    private Items items(KmipVersion version) {
        Items items = new Items().all(others);
        list.forEach(attribute -> items.item(attribute.toTtlv(version)));
        return items;
    }

    /** From a Template-Attribute or Attributes structure; none if there is no such structure. */
    static Attributes readStructure(Fields fields, KmipVersion version) throws KmipProtocolException {
        Ttlv.@Nullable Structure structure =
                fields.optionalStructure(version.hasAttributeTags() ? Tag.ATTRIBUTES : Tag.TEMPLATE_ATTRIBUTE);
        return structure == null ? NONE : read(structure, version);
    }

    /** The inverse of {@link #toTemplate}. */
    static Attributes readTemplate(Fields fields, KmipVersion version) throws KmipProtocolException {
        return version.hasAttributeTags() ? NONE : readStructure(fields, version);
    }

    /** The inverse of {@link #toItems}. */
    static Attributes readItems(Fields fields, KmipVersion version) throws KmipProtocolException {
        if (version.hasAttributeTags()) {
            return readStructure(fields, version);
        }
        List<Attribute> list = new ArrayList<>();
        for (Ttlv.Structure attribute : fields.structures(Tag.ATTRIBUTE)) {
            list.add(Attribute.read(attribute));
        }
        return new Attributes(list, List.of());
    }

    private static Attributes read(Ttlv.Structure structure, KmipVersion version) throws KmipProtocolException {
        List<Attribute> list = new ArrayList<>();
        List<Ttlv> others = new ArrayList<>();
        for (Ttlv item : structure.children()) {
            if (version.hasAttributeTags() || item.tag() == Tag.ATTRIBUTE) {
                list.add(Attribute.read(item));
            } else {
                others.add(item);
            }
        }
        return new Attributes(list, others);
    }
}
