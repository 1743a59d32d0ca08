// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sectorkeep.keys.Envelope;
import org.sectorkeep.keys.EnvelopeHeader;

/**
 * The text of an envelope backup; {@code docs/on-disk-format.md} defines it. Disk id and capacity are there for people
 * and stand in the envelope too; a file in which they differ is refused.
 *
 * @param diskName the file name of the disk when the backup was made; for people only
 * @param envelope the envelope
 */
record EnvelopeBackupFile(String diskName, Envelope envelope) {
    private static final String TITLE = "sectorkeep-envelope-backup v1";
    private static final String DISK_NAME = "diskName=";
    private static final String DISK_ID = "diskId=";
    private static final String CAPACITY = "capacityBytes=";
    private static final String ENVELOPE = "envelope=";
    private static final int LINE_COUNT = 5;

    /** Above any text of ours: 2 KiB of envelope in base64, a file name of 255 bytes, and the rest. */
    private static final int MAX_BYTES = 8192;

    String text() {
        EnvelopeHeader header = envelope.header();
        return String.join(
                        "\n",
                        TITLE,
                        DISK_NAME + diskName.replaceAll("\\p{Cntrl}", "?"),
                        DISK_ID + header.diskId().hex(),
                        CAPACITY + header.capacityBytes(),
                        ENVELOPE + envelope.toBase64())
                + "\n";
    }

    static EnvelopeBackupFile read(Path file) throws IOException {
        String text = boundedText(file);
        String[] lines = text.split("\n", -1);
        if (lines.length == 0 || !lines[0].equals(TITLE)) {
            throw damaged(file, "first line is not '" + TITLE + "'");
        }
        if (lines.length != LINE_COUNT + 1 || !lines[LINE_COUNT].isEmpty()) {
            throw damaged(file, "expected " + LINE_COUNT + " lines");
        }
        EnvelopeBackupFile backup = new EnvelopeBackupFile(
                value(file, lines[1], DISK_NAME), Envelope.ofBase64(value(file, lines[4], ENVELOPE)));
        EnvelopeHeader header = backup.envelope.header();
        if (!value(file, lines[2], DISK_ID).equals(header.diskId().hex())) {
            throw damaged(file, "the disk id is not the envelope's");
        }
        if (!value(file, lines[3], CAPACITY).equals(Long.toString(header.capacityBytes()))) {
            throw damaged(file, "the capacity is not the envelope's");
        }
        return backup;
    }

    private static String value(Path file, String line, String key) throws IOException {
        if (!line.startsWith(key)) {
            throw damaged(file, "line '" + key + "…' is missing or out of order");
        }
        return line.substring(key.length());
    }

    private static String boundedText(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MAX_BYTES + 1);
        }
        if (bytes.length > MAX_BYTES) {
            throw damaged(file, "longer than " + MAX_BYTES + " bytes");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw damaged(file, "not UTF-8");
        }
    }

    private static DiskRefusedException damaged(Path file, String problem) {
        return new DiskRefusedException("'" + file + "' is not an envelope backup: " + problem);
    }
}
