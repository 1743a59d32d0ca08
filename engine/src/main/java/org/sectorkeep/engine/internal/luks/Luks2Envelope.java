// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.sectorkeep.crypto.RandomBytes;
import org.sectorkeep.engine.LuksFormatException;
import org.sectorkeep.engine.UnsupportedLuksException;

/** Puts another envelope of the same volume key into a header of version 2; key slots, and all else, stay. */
public final class Luks2Envelope {
    private Luks2Envelope() {}

    /**
     * The first bytes of a file with the envelope exchanged: both headers, one later than the newer of them was. The second
     * one is to be brought to the storage before the first, so that one of them is always whole.
     */
    public static HeaderImage exchanged(HeaderBytes file, String envelope) throws IOException {
        Luks2Copies.Copy copy = new Luks2Copies(file).newest();
        Luks2BinaryHeader present = copy.header();
        JsonObject root = BoundedJson.read(file.path(), copy.json().toArray());
        if (EnvelopeToken.find(JsonFields.root(file.path(), root)).isEmpty()) {
            throw new LuksFormatException(file.path(), "tokens", "none holds an envelope");
        }
        EnvelopeToken.replace(root, envelope);
        byte[] json = root.toString().getBytes(StandardCharsets.UTF_8);
        requireRoom(file.path(), present, json.length);
        int headerBytes = (int) present.headerBytes();
        ByteBuffer image = ByteBuffer.allocate(2 * headerBytes);
        image.put(next(present, LuksMagic.PRIMARY, 0).whole(json));
        image.put(next(present, LuksMagic.SECONDARY, headerBytes).whole(json));
        return new HeaderImage(image.flip(), image.limit());
    }

    private static void requireRoom(Path file, Luks2BinaryHeader present, int jsonBytes)
            throws UnsupportedLuksException {
        if (jsonBytes >= present.headerBytes() - Luks2BinaryHeader.BYTES) {
            throw new UnsupportedLuksException(file, "an envelope that its JSON area has no room for");
        }
    }

    private static Luks2BinaryHeader next(Luks2BinaryHeader present, LuksMagic magic, long offsetBytes) {
        return new Luks2BinaryHeader(
                magic,
                present.headerBytes(),
                present.sequence() + 1,
                present.label(),
                NewHeader.HASH.label(),
                Octets.of(RandomBytes.array(Luks2BinaryHeader.SALT_BYTES)),
                present.uuid(),
                present.subsystem(),
                offsetBytes,
                Octets.zero(Luks2BinaryHeader.CHECKSUM_BYTES));
    }
}
