// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * The items of a structure, taken out by tag in whatever order they stand; {@link #rest()} is what nobody asked for.
 * Methods whose name starts with optional answer null where there is no such item.
 */
final class Fields {
    private final int structureTag;
    private final List<Ttlv> items;
    private final boolean[] taken;

    Fields(Ttlv.Structure structure) {
        structureTag = structure.tag();
        items = structure.children();
        taken = new boolean[items.size()];
    }

    int integer(int tag) throws KmipProtocolException {
        return required(tag, optionalInteger(tag));
    }

    @Nullable
    Integer optionalInteger(int tag) throws KmipProtocolException {
        return map(optional(tag, Ttlv.Int.class), Ttlv.Int::value);
    }

    @Nullable
    Long optionalLong(int tag) throws KmipProtocolException {
        return map(optional(tag, Ttlv.LongInt.class), Ttlv.LongInt::value);
    }

    <E extends Enum<E> & Enumerated<E>> Enumerated<E> enumeration(int tag, EnumTable<E> table)
            throws KmipProtocolException {
        return required(tag, optionalEnumeration(tag, table));
    }

    <E extends Enum<E> & Enumerated<E>> @Nullable Enumerated<E> optionalEnumeration(int tag, EnumTable<E> table)
            throws KmipProtocolException {
        return map(optional(tag, Ttlv.Enumeration.class), item -> table.of(item.value()));
    }

    /** The number of an enumeration that has no type here. */
    @Nullable
    Integer optionalEnumerationValue(int tag) throws KmipProtocolException {
        return map(optional(tag, Ttlv.Enumeration.class), Ttlv.Enumeration::value);
    }

    boolean bool(int tag) throws KmipProtocolException {
        return required(tag, optionalBool(tag));
    }

    @Nullable
    Boolean optionalBool(int tag) throws KmipProtocolException {
        return map(optional(tag, Ttlv.Bool.class), Ttlv.Bool::value);
    }

    String text(int tag) throws KmipProtocolException {
        return required(tag, optionalText(tag));
    }

    @Nullable
    String optionalText(int tag) throws KmipProtocolException {
        return map(optional(tag, Ttlv.Text.class), Ttlv.Text::value);
    }

    @Nullable
    ByteString optionalSecretText(int tag) throws KmipProtocolException {
        return map(optional(tag, Ttlv.Text.class), Ttlv.Text::utf8);
    }

    ByteString bytes(int tag) throws KmipProtocolException {
        return required(tag, optionalBytes(tag));
    }

    @Nullable
    ByteString optionalBytes(int tag) throws KmipProtocolException {
        return map(optional(tag, Ttlv.Bytes.class), Ttlv.Bytes::value);
    }

    long dateTime(int tag) throws KmipProtocolException {
        return required(tag, optionalDateTime(tag));
    }

    @Nullable
    Long optionalDateTime(int tag) throws KmipProtocolException {
        return map(optional(tag, Ttlv.DateTime.class), Ttlv.DateTime::epochSeconds);
    }

    @Nullable
    Long optionalInterval(int tag) throws KmipProtocolException {
        return map(optional(tag, Ttlv.Interval.class), Ttlv.Interval::seconds);
    }

    Ttlv.Structure structure(int tag) throws KmipProtocolException {
        return required(tag, optionalStructure(tag));
    }

    Ttlv.@Nullable Structure optionalStructure(int tag) throws KmipProtocolException {
        return optional(tag, Ttlv.Structure.class);
    }

    List<Ttlv.Structure> structures(int tag) throws KmipProtocolException {
        return all(tag, Ttlv.Structure.class, structure -> structure);
    }

    List<String> texts(int tag) throws KmipProtocolException {
        return all(tag, Ttlv.Text.class, Ttlv.Text::value);
    }

    <E extends Enum<E> & Enumerated<E>> List<Enumerated<E>> enumerations(int tag, EnumTable<E> table)
            throws KmipProtocolException {
        return all(tag, Ttlv.Enumeration.class, item -> table.of(item.value()));
    }

    List<Integer> enumerationValues(int tag) throws KmipProtocolException {
        return all(tag, Ttlv.Enumeration.class, Ttlv.Enumeration::value);
    }

    /** The first item under this tag, of whatever type. */
    @Nullable
    Ttlv optionalItem(int tag) {
        return optionalItem(tag, tag);
    }

    /** The first item under either tag, of whatever type. */
    @Nullable
    Ttlv optionalItem(int tag, int otherTag) {
        for (int i = 0; i < taken.length; i++) {
            int its = items.get(i).tag();
            if (!taken[i] && (its == tag || its == otherTag)) {
                taken[i] = true;
                return items.get(i);
            }
        }
        return null;
    }

    Ttlv item(int tag) throws KmipProtocolException {
        return required(tag, optionalItem(tag));
    }

    /** What was not taken, in its order; it is taken by this. */
    List<Ttlv> rest() {
        List<Ttlv> rest = new ArrayList<>();
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i]) {
                rest.add(items.get(i));
                taken[i] = true;
            }
        }
        return List.copyOf(rest);
    }

    private <T extends Ttlv> @Nullable T optional(int tag, Class<T> type) throws KmipProtocolException {
        @Nullable Ttlv item = optionalItem(tag);
        return item == null ? null : cast(item, type);
    }

    private <T extends Ttlv, R> List<R> all(int tag, Class<T> type, Function<T, R> value) throws KmipProtocolException {
        List<R> found = new ArrayList<>();
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i] && items.get(i).tag() == tag) {
                found.add(value.apply(cast(items.get(i), type)));
                taken[i] = true;
            }
        }
        return List.copyOf(found);
    }

    private <T extends Ttlv> T cast(Ttlv item, Class<T> type) throws KmipProtocolException {
        if (!type.isInstance(item)) {
            throw new KmipProtocolException("\"" + Tag.name(item.tag()) + "\" in \"" + Tag.name(structureTag)
                    + "\" has the wrong type: " + item.type().label());
        }
        return type.cast(item);
    }

    private <T> T required(int tag, @Nullable T value) throws KmipProtocolException {
        if (value == null) {
            throw new KmipProtocolException("\"" + Tag.name(structureTag) + "\" lacks its \"" + Tag.name(tag) + "\"");
        }
        return value;
    }

    private static <T, R> @Nullable R map(@Nullable T item, Function<T, R> value) {
        return item == null ? null : value.apply(item);
    }
}
