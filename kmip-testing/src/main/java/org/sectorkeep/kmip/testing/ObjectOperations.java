// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Create, Register, ReKey, Get, Locate (KMIP 1.4, sections 4.1, 4.3, 4.4, 4.11, 4.9). */
final class ObjectOperations {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SYMMETRIC_KEY = 2;
    private static final int RAW = 1;
    private static final String ALGORITHM = "Cryptographic Algorithm";
    private static final String LENGTH = "Cryptographic Length";

    /** Object types to the tags of their structures. */
    private static final Map<Integer, Integer> OBJECTS =
            Map.of(SYMMETRIC_KEY, Tag.SYMMETRIC_KEY, 3, Tag.PUBLIC_KEY, 4, Tag.PRIVATE_KEY, 7, Tag.SECRET_DATA);

    private ObjectOperations() {}

    static List<Ttlv> create(Ttlv.Structure payload, BatchContext context) throws Refusal {
        int objectType = Trees.neededNumber(payload, Tag.OBJECT_TYPE);
        if (objectType != SYMMETRIC_KEY) {
            throw new Refusal(Refusal.INVALID_FIELD, "only symmetric keys are created");
        }
        List<AttributeForm.Attribute> attributes = attributes(payload, context);
        int lengthBits = attributes.stream()
                .filter(attribute -> attribute.name().equals(LENGTH))
                .map(attribute -> ((Ttlv.Int) attribute.value()).value())
                .findFirst()
                .orElseThrow(() -> Refusal.missing(Tag.CRYPTOGRAPHIC_LENGTH));
        if (lengthBits < 1 || lengthBits > 4096 || lengthBits % Byte.SIZE != 0) {
            throw new Refusal(Refusal.INVALID_FIELD, "a key of " + lengthBits + " bits is not made here");
        }
        byte[] material = new byte[lengthBits / Byte.SIZE];
        RANDOM.nextBytes(material);
        TestKey key = newKey(objectType, material, attributes, context);
        return List.of(new Ttlv.Enumeration(Tag.OBJECT_TYPE, objectType), Trees.id(key.id()));
    }

    static List<Ttlv> register(Ttlv.Structure payload, BatchContext context) throws Refusal {
        int objectType = Trees.neededNumber(payload, Tag.OBJECT_TYPE);
        Integer tag = OBJECTS.get(objectType);
        if (tag == null) {
            throw new Refusal(Refusal.INVALID_FIELD, "objects of type " + objectType + " are not registered here");
        }
        Ttlv.Structure block = Trees.neededStructure(Trees.neededStructure(payload, tag), Tag.KEY_BLOCK);
        byte[] material = Trees.neededBytes(Trees.neededStructure(block, Tag.KEY_VALUE), Tag.KEY_MATERIAL);
        TestKey key = newKey(objectType, material, attributes(payload, context), context);
        Trees.child(block, Tag.CRYPTOGRAPHIC_ALGORITHM).ifPresent(value -> key.set(ALGORITHM, value));
        Trees.child(block, Tag.CRYPTOGRAPHIC_LENGTH).ifPresent(value -> key.set(LENGTH, value));
        return List.of(Trees.id(key.id()));
    }

    static List<Ttlv> reKey(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey old = context.livingKey(payload);
        byte[] material = new byte[old.material().length];
        RANDOM.nextBytes(material);
        TestKey key = new TestKey(context.keys().newId(), old.objectType(), material);
        for (String name : List.of(ALGORITHM, LENGTH, "Cryptographic Usage Mask", TestKey.NAME)) {
            old.values(name).forEach(value -> key.add(name, value));
        }
        old.remove(TestKey.NAME);
        context.made(key);
        return List.of(Trees.id(key.id()));
    }

    private static List<AttributeForm.Attribute> attributes(Ttlv.Structure payload, BatchContext context)
            throws Refusal {
        Optional<Ttlv.Structure> container =
                Trees.structure(payload, context.form().container());
        List<AttributeForm.Attribute> attributes = container.isEmpty()
                ? List.of()
                : context.form().decode(container.get().children());
        for (AttributeForm.Attribute attribute : attributes) {
            context.checkAttribute(attribute.name());
            if (attribute.name().equals(TestKey.NAME) && isTaken(attribute.value(), context)) {
                throw new Refusal(Refusal.INVALID_FIELD, "an object of that name exists");
            }
        }
        return attributes;
    }

    private static boolean isTaken(Ttlv name, BatchContext context) {
        return context.keys().all().stream()
                .anyMatch(key -> key.values(TestKey.NAME).contains(name.withTag(Tag.ATTRIBUTE_VALUE)));
    }

    private static TestKey newKey(
            int objectType, byte[] material, List<AttributeForm.Attribute> attributes, BatchContext context) {
        TestKey key = new TestKey(context.keys().newId(), objectType, material);
        attributes.forEach(attribute -> key.add(attribute.name(), attribute.value()));
        if (!key.values("Activation Date").isEmpty()) {
            key.state(TestKey.ACTIVE);
        }
        context.made(key);
        return key;
    }

    static List<Ttlv> get(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey key = context.livingKey(payload);
        Optional<Ttlv.Structure> wrapping = Trees.structure(payload, Tag.KEY_WRAPPING_SPECIFICATION);
        List<Ttlv> block = new ArrayList<>(List.of(new Ttlv.Enumeration(
                Tag.KEY_FORMAT_TYPE, Trees.number(payload, Tag.KEY_FORMAT_TYPE).orElse(RAW))));
        block.add(wrapping.isPresent() ? KeyWrapping.wrapped(key, wrapping.get(), context) : KeyWrapping.plain(key));
        key.values(ALGORITHM).forEach(value -> block.add(value.withTag(Tag.CRYPTOGRAPHIC_ALGORITHM)));
        key.values(LENGTH).forEach(value -> block.add(value.withTag(Tag.CRYPTOGRAPHIC_LENGTH)));
        wrapping.ifPresent(specification -> block.add(KeyWrapping.data(specification)));
        Integer tag = OBJECTS.getOrDefault(key.objectType(), Tag.SECRET_DATA);
        return List.of(
                new Ttlv.Enumeration(Tag.OBJECT_TYPE, key.objectType()),
                Trees.id(key.id()),
                new Ttlv.Structure(tag, new Ttlv.Structure(Tag.KEY_BLOCK, block)));
    }

    static List<Ttlv> locate(Ttlv.Structure payload, BatchContext context) throws Refusal {
        List<Ttlv> items = Trees.structure(payload, Tag.ATTRIBUTES)
                .map(Ttlv.Structure::children)
                .orElse(payload.children());
        List<AttributeForm.Attribute> wanted =
                context.form().decode(context.form() == AttributeForm.NAMED ? payload.children() : items);
        List<String> found = context.keys().all().stream()
                .filter(key -> key.state() < TestKey.DESTROYED)
                .filter(key -> wanted.stream()
                        .allMatch(attribute -> key.values(attribute.name())
                                .contains(attribute.value().withTag(Tag.ATTRIBUTE_VALUE))))
                .map(TestKey::id)
                .limit(Trees.number(payload, Tag.MAXIMUM_ITEMS).orElse(Integer.MAX_VALUE))
                .toList();
        if (found.size() == 1) {
            context.found(found.get(0));
        }
        return found.stream().<Ttlv>map(Trees::id).toList();
    }
}
