// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.ByteString;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Collects the items of a structure in their order; what is null is left out. */
final class Items {
    private final List<Ttlv> items = new ArrayList<>();

    Items integer(int tag, @Nullable Integer value) {
        return value == null ? this : item(new Ttlv.Int(tag, value));
    }

    Items longInteger(int tag, @Nullable Long value) {
        return value == null ? this : item(new Ttlv.LongInt(tag, value));
    }

    Items enumeration(int tag, @Nullable Enumerated<?> value) {
        return value == null ? this : item(new Ttlv.Enumeration(tag, value.value()));
    }

    /** The number of an enumeration that has no type here. */
    Items enumerationValue(int tag, @Nullable Integer value) {
        return value == null ? this : item(new Ttlv.Enumeration(tag, value));
    }

    Items bool(int tag, @Nullable Boolean value) {
        return value == null ? this : item(new Ttlv.Bool(tag, value));
    }

    Items text(int tag, @Nullable String value) {
        return value == null ? this : item(new Ttlv.Text(tag, value));
    }

    Items secretText(int tag, @Nullable ByteString utf8) {
        return utf8 == null ? this : item(new Ttlv.Text(tag, utf8));
    }

    Items bytes(int tag, @Nullable ByteString value) {
        return value == null ? this : item(new Ttlv.Bytes(tag, value));
    }

    Items dateTime(int tag, @Nullable Long epochSeconds) {
        return epochSeconds == null ? this : item(new Ttlv.DateTime(tag, epochSeconds));
    }

    Items interval(int tag, @Nullable Long seconds) {
        return seconds == null ? this : item(new Ttlv.Interval(tag, seconds));
    }

    Items texts(int tag, List<String> values) {
        values.forEach(value -> text(tag, value));
        return this;
    }

    Items enumerations(int tag, List<? extends Enumerated<?>> values) {
        values.forEach(value -> enumeration(tag, value));
        return this;
    }

    Items item(@Nullable Ttlv item) {
        if (item != null) {
            items.add(item);
        }
        return this;
    }

    Items all(List<? extends Ttlv> more) {
        items.addAll(more);
        return this;
    }

    List<Ttlv> list() {
        return items;
    }

    Ttlv.Structure structure(int tag) {
        return new Ttlv.Structure(tag, items);
    }
}
