// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.Pbkdf2;
import org.sectorkeep.engine.LuksFormatException;
import org.sectorkeep.engine.LuksVersion;
import org.sectorkeep.engine.UnsupportedLuksException;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeFormatException;

/** Reads a header of version 2 (LUKS2 specification, section 3) and refuses what is not supported in it, by name. */
final class Luks2Reader {
    private static final int LARGEST_SECTOR_BYTES = 4096;
    private static final int MAX_DIGEST_BYTES = 64;

    private final HeaderBytes file;
    private final Path path;
    private final List<String> remarks = new ArrayList<>();

    Luks2Reader(HeaderBytes file) {
        this.file = file;
        this.path = file.path();
    }

    LuksHeader read() throws IOException {
        Luks2Copies.Copy copy = new Luks2Copies(file).newest();
        copy.remark().ifPresent(remarks::add);
        JsonFields root =
                JsonFields.root(path, BoundedJson.read(path, copy.json().toArray()));
        requireNoRequirements(root);
        Map<Integer, JsonFields> segments = root.numbered("segments");
        if (segments.size() != 1) {
            throw unsupported(segments.size() + " segments, expected 1");
        }
        String segmentName = String.valueOf(segments.keySet().iterator().next());
        JsonFields digest = digestOf(root, segmentName);
        JsonFields segment = segments.values().iterator().next();
        int keyBytes = keyBytes(root, digest);
        Payload payload = payload(segment, keyBytes);
        List<Keyslot> slots = new Luks2Slots(path, remarks).read(root, digest, keyBytes);
        return new LuksHeader(
                LuksVersion.LUKS2,
                copy.header().uuid(),
                payload,
                slots,
                keyDigest(digest),
                EnvelopeToken.find(root),
                remarks);
    }

    /** A header may say what a reader must understand; nothing of that is known here (section 3.6). */
    private void requireNoRequirements(JsonFields root) throws IOException {
        JsonFields config = root.object("config");
        if (config.has("requirements")) {
            JsonFields requirements = config.object("requirements");
            List<String> mandatory = requirements.has("mandatory") ? requirements.texts("mandatory") : List.of();
            if (!mandatory.isEmpty()) {
                throw unsupported("it requires '" + String.join("', '", mandatory) + "'");
            }
        }
    }

    private JsonFields digestOf(JsonFields root, String segmentName) throws LuksFormatException {
        for (JsonFields digest : root.numbered("digests").values()) {
            if (digest.texts("segments").contains(segmentName)) {
                return digest;
            }
        }
        throw root.damaged("digests", "none is of segment " + segmentName);
    }

    private KeyDigest keyDigest(JsonFields digest) throws IOException {
        if (!digest.text("type").equals("pbkdf2")) {
            throw unsupported("digest '" + digest.text("type") + "', expected pbkdf2");
        }
        return new KeyDigest(
                LuksHash.named(path, digest.text("hash")),
                digest.number("iterations", 1, Pbkdf2.MAX_ITERATIONS),
                digest.base64("salt", 1, MAX_DIGEST_BYTES),
                digest.base64("digest", Luks1Header.DIGEST_BYTES, MAX_DIGEST_BYTES));
    }

    /** The length of the volume key, which all slots of a digest share; without a slot the envelope tells it. */
    private int keyBytes(JsonFields root, JsonFields digest) throws LuksFormatException {
        Map<Integer, JsonFields> slots = root.numbered("keyslots");
        for (String name : digest.texts("keyslots")) {
            for (Map.Entry<Integer, JsonFields> slot : slots.entrySet()) {
                if (name.equals(String.valueOf(slot.getKey()))) {
                    return slot.getValue().number("key_size", 1, Integer.MAX_VALUE);
                }
            }
        }
        Optional<String> envelope = EnvelopeToken.find(root);
        if (envelope.isEmpty() || !slots.isEmpty()) {
            throw digest.damaged("keyslots", "names no key slot that there is");
        }
        try {
            return Envelope.ofBase64(envelope.get()).header().cipher().keyBytes();
        } catch (EnvelopeFormatException e) {
            throw root.damaged("tokens", "the envelope, which alone has the volume key, is malformed");
        }
    }

    private Payload payload(JsonFields segment, int keyBytes) throws IOException {
        if (!segment.text("type").equals("crypt")) {
            throw unsupported("segment '" + segment.text("type") + "', expected crypt");
        }
        if (segment.has("integrity")) {
            throw unsupported("integrity protection");
        }
        LuksCipher cipher = LuksCipher.named(path, segment.text("encryption"), keyBytes);
        DataUnit unit = unit(segment.number("sector_size", 1, LARGEST_SECTOR_BYTES));
        long offsetBytes = segment.decimal("offset");
        if (offsetBytes % DataUnit.BYTES_512.bytes() != 0) {
            throw segment.damaged("offset", "expected a multiple of 512, found " + offsetBytes);
        }
        OptionalLong fixedBytes = segment.text("size").equals("dynamic")
                ? OptionalLong.empty()
                : OptionalLong.of(segment.decimal("size"));
        long firstLba = segment.decimal("iv_tweak");
        if (firstLba % unit.sectors() != 0) {
            throw unsupported("iv_tweak " + firstLba + " with sectors of " + unit.bytes() + " bytes");
        }
        return new Payload(cipher, unit, offsetBytes, fixedBytes, firstLba);
    }

    private DataUnit unit(int sectorBytes) throws UnsupportedLuksException {
        for (DataUnit unit : DataUnit.values()) {
            if (unit.bytes() == sectorBytes) {
                return unit;
            }
        }
        throw unsupported("sectors of " + sectorBytes + " bytes, expected 512 or 4096");
    }

    private UnsupportedLuksException unsupported(String what) {
        return new UnsupportedLuksException(path, what);
    }
}
