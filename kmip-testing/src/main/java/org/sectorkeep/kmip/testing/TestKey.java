// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** An object in a {@link TestKeyStore}: its material and its attributes by their names of KMIP 1.x. */
final class TestKey {
    static final int PRE_ACTIVE = 1;
    static final int ACTIVE = 2;
    static final int DEACTIVATED = 3;
    static final int COMPROMISED = 4;
    static final int DESTROYED = 5;
    static final int DESTROYED_COMPROMISED = 6;

    static final String STATE = "State";
    static final String NAME = "Name";

    private final String id;
    private final int objectType;
    private final byte[] material;
    /** Values bear the tag of an attribute value; most attributes have one, names may be several. */
    private final Map<String, List<Ttlv>> attributes = new LinkedHashMap<>();

    TestKey(String id, int objectType, byte[] material) {
        this.id = id;
        this.objectType = objectType;
        this.material = material.clone();
        set("Unique Identifier", new Ttlv.Text(Tag.ATTRIBUTE_VALUE, id));
        set("Object Type", new Ttlv.Enumeration(Tag.ATTRIBUTE_VALUE, objectType));
        set("Initial Date", new Ttlv.DateTime(Tag.ATTRIBUTE_VALUE, System.currentTimeMillis() / 1000));
        state(PRE_ACTIVE);
    }

    String id() {
        return id;
    }

    int objectType() {
        return objectType;
    }

    byte[] material() {
        return material.clone();
    }

    synchronized int state() {
        return number(STATE).orElseThrow();
    }

    synchronized void state(int state) {
        set(STATE, new Ttlv.Enumeration(Tag.ATTRIBUTE_VALUE, state));
    }

    synchronized void set(String name, Ttlv value) {
        attributes.put(name, List.of(value.withTag(Tag.ATTRIBUTE_VALUE)));
    }

    synchronized void add(String name, Ttlv value) {
        List<Ttlv> values = new ArrayList<>(attributes.getOrDefault(name, List.of()));
        values.add(value.withTag(Tag.ATTRIBUTE_VALUE));
        attributes.put(name, List.copyOf(values));
    }

    synchronized boolean remove(String name) {
        return attributes.remove(name) != null;
    }

    synchronized List<Ttlv> values(String name) {
        return attributes.getOrDefault(name, List.of());
    }

    synchronized List<String> attributeNames() {
        return List.copyOf(attributes.keySet());
    }

    synchronized Optional<Integer> number(String name) {
        return values(name).stream()
                .findFirst()
                .map(value -> value instanceof Ttlv.Enumeration enumeration
                        ? Integer.valueOf(enumeration.value())
                        : Integer.valueOf(((Ttlv.Int) value).value()));
    }

    synchronized TestKey copy() {
        TestKey copy = new TestKey(id, objectType, material);
        copy.attributes.putAll(attributes);
        return copy;
    }
}
