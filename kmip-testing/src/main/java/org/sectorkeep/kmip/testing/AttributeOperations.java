// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** The operations on attributes (KMIP 1.4, sections 4.12 to 4.16; SetAttribute: KMIP 2.0, section 6.1.52). */
final class AttributeOperations {
    private AttributeOperations() {}

    static List<Ttlv> getAttributes(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey key = context.key(payload);
        List<String> names = new ArrayList<>();
        for (Ttlv reference : Trees.children(payload, context.form().referenceTag())) {
            names.add(context.form().nameIn(reference));
        }
        List<Ttlv> encoded = new ArrayList<>();
        for (String name : names.isEmpty() ? key.attributeNames() : names) {
            key.values(name).forEach(value -> encoded.addAll(context.form().encode(name, value)));
        }
        List<Ttlv> answer = new ArrayList<>(List.of(Trees.id(key.id())));
        answer.addAll(context.form().all(encoded));
        return answer;
    }

    static List<Ttlv> getAttributeList(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey key = context.key(payload);
        List<Ttlv> answer = new ArrayList<>(List.of(Trees.id(key.id())));
        key.attributeNames().forEach(name -> answer.add(context.form().reference(name)));
        return answer;
    }

    static List<Ttlv> addAttribute(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey key = context.livingKey(payload);
        AttributeForm.Attribute attribute = attribute(payload, context);
        if (!attribute.name().equals(TestKey.NAME)
                && !key.values(attribute.name()).isEmpty()) {
            throw new Refusal(Refusal.ILLEGAL_OPERATION, "attribute '" + attribute.name() + "' is there already");
        }
        key.add(attribute.name(), attribute.value());
        return answer(key, attribute, context);
    }

    static List<Ttlv> modifyAttribute(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey key = context.livingKey(payload);
        AttributeForm.Attribute attribute = attribute(payload, context);
        if (key.values(attribute.name()).isEmpty()) {
            throw new Refusal(Refusal.ITEM_NOT_FOUND, "no attribute '" + attribute.name() + "'");
        }
        key.set(attribute.name(), attribute.value());
        return answer(key, attribute, context);
    }

    static List<Ttlv> setAttribute(Ttlv.Structure payload, BatchContext context) throws Refusal {
        if (context.form() == AttributeForm.NAMED) {
            throw new Refusal(Refusal.OPERATION_NOT_SUPPORTED, "SetAttribute came with KMIP 2.0");
        }
        TestKey key = context.livingKey(payload);
        AttributeForm.Attribute attribute = attribute(payload, context);
        key.set(attribute.name(), attribute.value());
        return List.of(Trees.id(key.id()));
    }

    static List<Ttlv> deleteAttribute(Ttlv.Structure payload, BatchContext context) throws Refusal {
        TestKey key = context.livingKey(payload);
        String name = nameToDelete(payload, context);
        List<Ttlv> former = key.values(name);
        if (!key.remove(name)) {
            throw new Refusal(Refusal.ITEM_NOT_FOUND, "no attribute '" + name + "'");
        }
        return answer(key, new AttributeForm.Attribute(name, former.get(0)), context);
    }

    private static String nameToDelete(Ttlv.Structure payload, BatchContext context) throws Refusal {
        Optional<Ttlv> reference = Trees.child(payload, context.form().referenceTag());
        if (reference.isPresent()) {
            return context.form().nameIn(reference.get());
        }
        return context.form()
                .decode(Trees.neededStructure(payload, Tag.CURRENT_ATTRIBUTE).children())
                .get(0)
                .name();
    }

    private static AttributeForm.Attribute attribute(Ttlv.Structure payload, BatchContext context) throws Refusal {
        List<Ttlv> items = context.form() == AttributeForm.NAMED
                ? payload.children()
                : Trees.neededStructure(payload, Tag.NEW_ATTRIBUTE).children();
        AttributeForm.Attribute attribute =
                context.form().decode(items).stream().findFirst().orElseThrow(() -> Refusal.missing(Tag.ATTRIBUTE));
        context.checkAttribute(attribute.name());
        return attribute;
    }

    private static List<Ttlv> answer(TestKey key, AttributeForm.Attribute attribute, BatchContext context) {
        List<Ttlv> answer = new ArrayList<>(List.of(Trees.id(key.id())));
        if (context.form() == AttributeForm.NAMED) {
            answer.addAll(context.form().encode(attribute.name(), attribute.value()));
        }
        return answer;
    }
}
