// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.sectorkeep.keys.internal.format.FieldReader;
import org.sectorkeep.keys.internal.format.FieldWriter;

/**
 * What stands before a sealed KEK, and is authenticated with it: which key it is, its state, and when it came from its
 * provider.
 *
 * @param id the key's id
 * @param state its state then
 * @param fetched when that was, in whole seconds
 */
record SealedKekEntry(KeyId id, KeyState state, Instant fetched) {
    private static final byte[] MAGIC = "SKKEKC".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int LATEST_EPOCH_SECOND = Integer.MAX_VALUE;

    /** An entry, and how many bytes of its file it takes before the sealed KEK. */
    record Parsed(SealedKekEntry entry, int headerBytes) {}

    byte[] header() {
        return new FieldWriter()
                .raw(MAGIC)
                .number(VERSION, 1)
                .textField(id.providerId())
                .textField(id.keyId())
                .number(state.code(), 1)
                .number(fetched.getEpochSecond(), Long.BYTES)
                .toByteArray();
    }

    static Parsed read(byte[] file) throws IOException {
        FieldReader<IOException> reader = new FieldReader<>(
                file, (field, offset, problem) -> new IOException(field + " at byte " + offset + " " + problem));
        reader.expect("magic", MAGIC, "is another");
        long unused = reader.number("version", 1, VERSION, VERSION);
        KeyId id = new KeyId(
                reader.idField("provider id", KeyId.MAX_PROVIDER_ID_BYTES),
                reader.idField("key id", KeyId.MAX_KEY_ID_BYTES));
        KeyState state = KeyState.ofCode(
                (int) reader.number("state", 1, KeyState.PRE_ACTIVE.code(), KeyState.DESTROYED_COMPROMISED.code()));
        Instant fetched = Instant.ofEpochSecond(reader.number("time", Long.BYTES, 0, LATEST_EPOCH_SECOND));
        return new Parsed(new SealedKekEntry(id, state, fetched), reader.position());
    }
}
