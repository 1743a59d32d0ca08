// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** What the items of one request have in common. For one thread. */
final class BatchContext {
    private final TestKeyStore keys;
    private final AttributeForm form;
    private final CustomAttributes customAttributes;
    /** The ID Placeholder: the last object made or found by an item before (KMIP 1.4, section 4). */
    private @Nullable String placeholder;

    BatchContext(TestKeyStore keys, AttributeForm form, CustomAttributes customAttributes) {
        this.keys = keys;
        this.form = form;
        this.customAttributes = customAttributes;
    }

    TestKeyStore keys() {
        return keys;
    }

    AttributeForm form() {
        return form;
    }

    void made(TestKey key) {
        keys.put(key);
        placeholder = key.id();
    }

    void found(String id) {
        placeholder = id;
    }

    /** The object that a payload names, or the placeholder if it names none; one that was destroyed is still there. */
    TestKey key(Ttlv.Structure payload) throws Refusal {
        String id = Trees.text(payload, Tag.UNIQUE_IDENTIFIER).orElse(placeholder);
        if (id == null) {
            throw Refusal.missing(Tag.UNIQUE_IDENTIFIER);
        }
        return keys.find(id).orElseThrow(() -> new Refusal(Refusal.ITEM_NOT_FOUND, "no object '" + id + "'"));
    }

    /** An object that was not destroyed. */
    TestKey livingKey(Ttlv.Structure payload) throws Refusal {
        TestKey key = key(payload);
        if (key.state() >= TestKey.DESTROYED) {
            throw new Refusal(Refusal.ITEM_NOT_FOUND, "object '" + key.id() + "' was destroyed");
        }
        return key;
    }

    void checkAttribute(String name) throws Refusal {
        if (name.startsWith("x-") && customAttributes == CustomAttributes.REFUSED) {
            throw new Refusal(Refusal.INVALID_FIELD, "attribute '" + name + "' is not supported");
        }
    }
}
