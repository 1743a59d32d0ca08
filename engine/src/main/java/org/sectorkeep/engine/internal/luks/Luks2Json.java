// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The JSON of a new header of version 2 (LUKS2 specification, section 3); numbers of 64 bits are written as texts. */
final class Luks2Json {
    /** Areas are multiples of 4096 bytes. */
    private static final int AREA_ALIGNMENT_BYTES = 4096;

    private final NewHeader wanted;
    private final int keyBytes;

    Luks2Json(NewHeader wanted, int keyBytes) {
        this.wanted = wanted;
        this.keyBytes = keyBytes;
    }

    byte[] text(Keyslot slot, SlotKdf.ByArgon2 kdf, KeyDigest digest) {
        return text(alone(keyslot(slot, kdf)), onlyZero(), digest);
    }

    /** The same with no slot at all. */
    byte[] textWithoutSlot(KeyDigest digest) {
        return text(new JsonObject(), new JsonArray(), digest);
    }

    private byte[] text(JsonObject keyslots, JsonArray slotsOfDigest, KeyDigest digest) {
        JsonObject root = new JsonObject();
        root.add("keyslots", keyslots);
        root.add(
                "tokens",
                wanted.envelope().map(text -> alone(EnvelopeToken.of(text))).orElseGet(JsonObject::new));
        root.add("segments", alone(segment()));
        root.add("digests", alone(digest(digest, slotsOfDigest)));
        root.add("config", config());
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** An object under the number 0. */
    private static JsonObject alone(JsonObject only) {
        JsonObject numbered = new JsonObject();
        numbered.add("0", only);
        return numbered;
    }

    private JsonObject keyslot(Keyslot slot, SlotKdf.ByArgon2 kdf) {
        JsonObject keyslot = new JsonObject();
        keyslot.addProperty("type", "luks2");
        keyslot.addProperty("key_size", keyBytes);
        JsonObject split = new JsonObject();
        split.addProperty("type", "luks1");
        split.addProperty("stripes", AntiForensic.STRIPES);
        split.addProperty("hash", slot.splitHash().label());
        keyslot.add("af", split);
        keyslot.add("area", area(slot));
        keyslot.add("kdf", kdf(kdf));
        return keyslot;
    }

    private static JsonObject area(Keyslot slot) {
        int usedBytes = Keyslot.areaBytes(slot.keyBytes());
        int areaBytes = (usedBytes + AREA_ALIGNMENT_BYTES - 1) / AREA_ALIGNMENT_BYTES * AREA_ALIGNMENT_BYTES;
        JsonObject area = new JsonObject();
        area.addProperty("type", "raw");
        area.addProperty("offset", String.valueOf(slot.areaOffsetBytes()));
        area.addProperty("size", String.valueOf(areaBytes));
        area.addProperty("encryption", LuksCipher.ENCRYPTION);
        area.addProperty("key_size", slot.areaCipher().keyBytes());
        return area;
    }

    private static JsonObject kdf(SlotKdf.ByArgon2 argon2) {
        JsonObject kdf = new JsonObject();
        kdf.addProperty("type", argon2.variant().label());
        kdf.addProperty("time", argon2.passes());
        kdf.addProperty("memory", argon2.memoryKib());
        kdf.addProperty("cpus", argon2.lanes());
        kdf.addProperty("salt", base64(argon2.salt()));
        return kdf;
    }

    private JsonObject segment() {
        JsonObject segment = new JsonObject();
        segment.addProperty("type", "crypt");
        segment.addProperty("offset", String.valueOf(wanted.segment().offsetBytes()));
        segment.addProperty("size", wanted.segment().sizeText());
        segment.addProperty("iv_tweak", "0");
        segment.addProperty("encryption", LuksCipher.ENCRYPTION);
        segment.addProperty("sector_size", wanted.unit().bytes());
        return segment;
    }

    private static JsonObject digest(KeyDigest digest, JsonArray slots) {
        JsonObject object = new JsonObject();
        object.addProperty("type", "pbkdf2");
        object.add("keyslots", slots);
        object.add("segments", onlyZero());
        object.addProperty("hash", digest.hash().label());
        object.addProperty("iterations", digest.iterations());
        object.addProperty("salt", base64(digest.salt()));
        object.addProperty("digest", base64(digest.digest()));
        return object;
    }

    private static JsonArray onlyZero() {
        JsonArray array = new JsonArray();
        array.add("0");
        return array;
    }

    private static JsonObject config() {
        JsonObject config = new JsonObject();
        config.addProperty("json_size", String.valueOf(Luks2Writer.HEADER_BYTES - Luks2BinaryHeader.BYTES));
        config.addProperty("keyslots_size", String.valueOf(Luks2Writer.TOTAL_BYTES - Luks2Writer.SLOT_OFFSET_BYTES));
        return config;
    }

    private static String base64(Octets octets) {
        return Base64.getEncoder().encodeToString(octets.toArray());
    }
}
