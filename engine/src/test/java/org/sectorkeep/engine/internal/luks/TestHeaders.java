// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.internal.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.crypto.XtsKey;
import org.sectorkeep.engine.LuksPlacement;
import org.sectorkeep.engine.LuksVersion;

/** Headers that open in no time, and ways to spoil them. */
final class TestHeaders {
    static final SlotCost CHEAP = new SlotCost(10, 64, 1);
    static final Path FILE = Path.of("x.luks");

    private TestHeaders() {}

    static char[] passphrase() {
        return "a passphrase".toCharArray();
    }

    static NewHeader wanted(LuksVersion version) {
        return new NewHeader(version, LuksPlacement.ATTACHED, DataUnit.BYTES_512, Optional.empty(), CHEAP);
    }

    /** The bytes of a new header, up to the last one that is not zero. */
    static byte[] bytes(LuksVersion version) {
        try (XtsKey key = XtsKey.generate(XtsCipher.AES_XTS_256)) {
            return bytes(wanted(version).make(key, passphrase()));
        }
    }

    static byte[] bytes(HeaderImage image) {
        byte[] bytes = new byte[image.start().remaining()];
        image.start().duplicate().get(bytes);
        return bytes;
    }

    /** A file with these bytes, and zeroes up to 32 MiB. */
    static HeaderBytes file(byte[] bytes) {
        return new HeaderImage(ByteBuffer.wrap(bytes), 32 << 20).asFile(FILE);
    }

    /** The JSON of a header of version 2. */
    static String json(byte[] header) {
        String text = new String(
                header,
                Luks2BinaryHeader.BYTES,
                Luks2Writer.HEADER_BYTES - Luks2BinaryHeader.BYTES,
                StandardCharsets.ISO_8859_1);
        return text.substring(0, text.indexOf('\0'));
    }

    /** A header of version 2 with other JSON and right checksums in both copies. */
    static byte[] withJson(byte[] header, UnaryOperator<String> change) {
        return withJson(header, change.apply(json(header)).getBytes(StandardCharsets.ISO_8859_1));
    }

    static byte[] withJson(byte[] header, byte[] json) {
        byte[] changed = header.clone();
        for (int at : new int[] {0, Luks2Writer.HEADER_BYTES}) {
            Arrays.fill(changed, at + Luks2BinaryHeader.BYTES, at + Luks2Writer.HEADER_BYTES, (byte) 0);
            System.arraycopy(json, 0, changed, at + Luks2BinaryHeader.BYTES, json.length);
            sign(changed, at);
        }
        return changed;
    }

    /** Puts the right checksum into the copy at an offset. */
    static void sign(byte[] header, int offset) {
        byte[] copy = Arrays.copyOfRange(header, offset, offset + Luks2Writer.HEADER_BYTES);
        byte[] checksum = Luks2Copies.checksum(NewHeader.HASH, copy).toArray();
        System.arraycopy(checksum, 0, header, offset + Luks2BinaryHeader.CHECKSUM_OFFSET, checksum.length);
    }

    static Optional<SecretBytes> open(byte[] header) throws IOException {
        return LuksHeader.read(file(header)).open(file(header), passphrase());
    }
}
