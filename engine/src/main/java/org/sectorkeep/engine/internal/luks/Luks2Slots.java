// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.sectorkeep.crypto.PassphraseKdf;
import org.sectorkeep.crypto.Pbkdf2;
import org.sectorkeep.engine.UnsupportedLuksException;

/**
 * Reads the key slots of a header of version 2 (LUKS2 specification, section 3.2). One that is not supported is left out
 * with a remark, since another one may open.
 */
final class Luks2Slots {
    private static final int IGNORED = 0;
    private static final int NORMAL = 1;
    private static final int PREFERRED = 2;
    private static final int MAX_PASSES = 1_000;
    private static final int MAX_LANES = 64;
    private static final int LEAST_SALT_BYTES = 8;
    private static final int MOST_SALT_BYTES = 64;

    private final Path path;
    private final List<String> remarks;

    Luks2Slots(Path path, List<String> remarks) {
        this.path = path;
        this.remarks = remarks;
    }

    private record Ranked(int priority, Keyslot slot) {}

    /** The slots of a digest, the preferred ones first. */
    List<Keyslot> read(JsonFields root, JsonFields digest, int keyBytes) throws IOException {
        List<Ranked> slots = new ArrayList<>();
        List<String> ofDigest = digest.texts("keyslots");
        for (Map.Entry<Integer, JsonFields> each : root.numbered("keyslots").entrySet()) {
            int number = each.getKey();
            JsonFields fields = each.getValue();
            int priority = fields.has("priority") ? fields.number("priority", IGNORED, PREFERRED) : NORMAL;
            if (ofDigest.contains(String.valueOf(number)) && priority != IGNORED) {
                add(slots, priority, number, fields, keyBytes);
            }
        }
        return slots.stream()
                .sorted(Comparator.comparingInt(Ranked::priority).reversed())
                .map(Ranked::slot)
                .toList();
    }

    private void add(List<Ranked> slots, int priority, int number, JsonFields fields, int keyBytes) throws IOException {
        try {
            slots.add(new Ranked(priority, slot(number, fields, keyBytes)));
        } catch (UnsupportedLuksException e) {
            remarks.add("key slot " + number + " is not tried: " + e.what());
        }
    }

    private Keyslot slot(int number, JsonFields fields, int keyBytes) throws IOException {
        if (!fields.text("type").equals("luks2")) {
            throw new UnsupportedLuksException(path, "type '" + fields.text("type") + "'");
        }
        int slotKeyBytes = fields.number("key_size", 1, Integer.MAX_VALUE);
        if (slotKeyBytes != keyBytes) {
            throw fields.damaged("key_size", "expected " + keyBytes + ", found " + slotKeyBytes);
        }
        JsonFields split = fields.object("af");
        if (!split.text("type").equals("luks1")
                || split.number("stripes", 1, Integer.MAX_VALUE) != AntiForensic.STRIPES) {
            throw new UnsupportedLuksException(path, "a splitter that is not 'luks1' with 4000 stripes");
        }
        JsonFields area = fields.object("area");
        if (!area.text("type").equals("raw")) {
            throw new UnsupportedLuksException(path, "area '" + area.text("type") + "', expected raw");
        }
        if (area.decimal("size") < (long) keyBytes * AntiForensic.STRIPES) {
            throw area.damaged("size", "shorter than the stripes of the key");
        }
        LuksCipher areaCipher =
                LuksCipher.named(path, area.text("encryption"), area.number("key_size", 1, Integer.MAX_VALUE));
        return new Keyslot(
                number,
                kdf(fields.object("kdf")),
                LuksHash.named(path, split.text("hash")),
                areaCipher.xts(),
                area.decimal("offset"),
                keyBytes);
    }

    private SlotKdf kdf(JsonFields kdf) throws IOException {
        Octets salt = kdf.base64("salt", LEAST_SALT_BYTES, MOST_SALT_BYTES);
        String type = kdf.text("type");
        if (type.equals("pbkdf2")) {
            return new SlotKdf.ByPbkdf2(
                    LuksHash.named(path, kdf.text("hash")), kdf.number("iterations", 1, Pbkdf2.MAX_ITERATIONS), salt);
        }
        for (SlotKdf.ByArgon2.Variant variant : SlotKdf.ByArgon2.Variant.values()) {
            if (variant.label().equals(type)) {
                int lanes = kdf.number("cpus", 1, MAX_LANES);
                int memoryKib = kdf.number("memory", 8 * lanes, PassphraseKdf.MAX_MEMORY_KIB);
                return new SlotKdf.ByArgon2(variant, memoryKib, kdf.number("time", 1, MAX_PASSES), lanes, salt);
            }
        }
        throw new UnsupportedLuksException(path, "kdf '" + type + "', expected pbkdf2, argon2i or argon2id");
    }
}
