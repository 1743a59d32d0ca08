// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.sectorkeep.keys.DekId;
import org.sectorkeep.keys.DiskId;

/**
 * What stands in the clear at the beginning of an encrypted file of a machine, as {@code docs/on-disk-format.md} defines it;
 * all of it is associated data of what follows.
 *
 * @param vmId the machine
 * @param dekId the machine's DEK that the key of the file is derived from
 * @param role what the file is: 1 to {@value #MAX_ROLE_BYTES} bytes of UTF-8
 */
record StreamHeader(DiskId vmId, DekId dekId, String role) {
    private static final byte[] MAGIC = "SKVF".getBytes(StandardCharsets.US_ASCII); // 53 4b 56 46
    private static final short VERSION = 1;
    private static final short SUITE_TINK_AES256_GCM_HKDF_1MB = 1;
    private static final int FIXED_BYTES = 4 + 2 + 2 + DiskId.LENGTH_BYTES + DekId.LENGTH_BYTES + 2; // 42
    static final int MAX_ROLE_BYTES = 1024;

    StreamHeader {
        int length = role.getBytes(StandardCharsets.UTF_8).length;
        if (length < 1 || length > MAX_ROLE_BYTES) {
            throw new IllegalArgumentException("role of " + length + " bytes, expected 1 to " + MAX_ROLE_BYTES);
        }
    }

    byte[] bytes() {
        byte[] text = role.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(FIXED_BYTES + text.length)
                .put(MAGIC)
                .putShort(VERSION)
                .putShort(SUITE_TINK_AES256_GCM_HKDF_1MB)
                .put(vmId.bytes())
                .put(dekId.bytes())
                .putShort((short) text.length)
                .put(text)
                .array();
    }

    /** The header of a file, if it is one of ours. */
    static Optional<StreamHeader> peek(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(in.readNBytes(FIXED_BYTES + MAX_ROLE_BYTES), file);
        }
    }

    /** The header at the beginning of some bytes, if that is one. */
    static Optional<StreamHeader> read(byte[] beginning, Path name) throws IOException {
        return beginning.length >= MAGIC.length && Arrays.equals(beginning, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                ? Optional.of(read(new ByteArrayInputStream(beginning), name))
                : Optional.empty();
    }

    /** Reads the header, and leaves the stream at what follows. */
    static StreamHeader read(InputStream in, Path name) throws IOException {
        ByteBuffer fixed = ByteBuffer.wrap(in.readNBytes(FIXED_BYTES));
        if (fixed.remaining() < FIXED_BYTES) {
            throw new VmRefusedException("'" + name + "' ends in the header of an encrypted file");
        }
        byte[] magic = new byte[MAGIC.length];
        fixed.get(magic);
        short version = fixed.getShort();
        short suite = fixed.getShort();
        if (!Arrays.equals(magic, MAGIC) || version != VERSION || suite != SUITE_TINK_AES256_GCM_HKDF_1MB) {
            throw new VmRefusedException("'" + name + "' is an encrypted file of version " + version + ", suite "
                    + suite + ", expected version 1, suite 1");
        }
        byte[] vmId = new byte[DiskId.LENGTH_BYTES];
        byte[] dekId = new byte[DekId.LENGTH_BYTES];
        fixed.get(vmId).get(dekId);
        byte[] role = in.readNBytes(roleLength(fixed.getShort(), name));
        return new StreamHeader(DiskId.of(vmId), DekId.of(dekId), role(role, name));
    }

    private static int roleLength(short length, Path name) throws VmRefusedException {
        if (length < 1 || length > MAX_ROLE_BYTES) {
            throw new VmRefusedException("'" + name + "' is an encrypted file whose role has "
                    + Short.toUnsignedInt(length) + " bytes, expected 1 to " + MAX_ROLE_BYTES);
        }
        return length;
    }

    private static String role(byte[] bytes, Path name) throws VmRefusedException {
        String role = new String(bytes, StandardCharsets.UTF_8);
        if (bytes.length == 0 || !Arrays.equals(role.getBytes(StandardCharsets.UTF_8), bytes)) {
            throw new VmRefusedException("'" + name + "' is an encrypted file whose role is not UTF-8");
        }
        return role;
    }
}
