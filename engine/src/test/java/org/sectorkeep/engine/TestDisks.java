// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.CreateType;

/** Makes the disks that tests work on. */
final class TestDisks {
    private TestDisks() {}

    /** Bytes that look random and are the same for the same seed. */
    static byte[] randomBytes(long seed, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A raw image whose content is random, or a hole where {@code filled} is false. */
    static Path raw(Path file, long capacityBytes, boolean filled) throws IOException {
        try (RandomAccessFile raw = new RandomAccessFile(file.toFile(), "rw")) {
            raw.setLength(capacityBytes);
            if (filled) {
                raw.write(randomBytes(capacityBytes, Math.toIntExact(capacityBytes)));
            }
        }
        return file;
    }

    /** An encrypted disk of a format, made from a raw image that is then deleted. */
    static Path encrypted(
            Path folder, HostKeys keys, CreateType format, DataUnit unit, long capacityBytes, boolean filled)
            throws IOException {
        Path raw = raw(folder.resolve("source.raw"), capacityBytes, filled);
        Path disk = folder.resolve("disk.vmdk");
        new DiskEncryption(keys).encrypt(request(raw, disk, Optional.of(format), unit));
        Files.delete(raw);
        return disk;
    }

    /** Cuts the only extent of a twoGbMaxExtentFlat disk in two. */
    static void splitFlat(Path disk, int atBytes) throws IOException {
        Path first = disk.resolveSibling("disk-f001.vmdk");
        byte[] ciphertext = Files.readAllBytes(first);
        Files.write(first, Arrays.copyOf(ciphertext, atBytes));
        Files.write(disk.resolveSibling("disk-f002.vmdk"), Arrays.copyOfRange(ciphertext, atBytes, ciphertext.length));
        String whole = "RW %d FLAT \"disk-f001.vmdk\" 0".formatted(ciphertext.length / 512);
        String halves = "RW %d FLAT \"disk-f001.vmdk\" 0%nRW %d FLAT \"disk-f002.vmdk\" 0"
                .formatted(atBytes / 512, (ciphertext.length - atBytes) / 512);
        String text = Files.readString(disk);
        if (!text.contains(whole)) {
            throw new IOException("no line '" + whole + "' in " + text);
        }
        Files.writeString(disk, text.replace(whole, halves));
    }

    static EncryptRequest request(Path source, Path destination, Optional<CreateType> format, DataUnit unit) {
        return new EncryptRequest(
                source,
                destination,
                TestKeys.ID,
                Optional.empty(),
                XtsCipher.AES_XTS_256,
                unit,
                format,
                Overwrite.REFUSE,
                ProgressListener.NONE);
    }

    /** Deletes a folder and all in it, for properties, which have no temporary folders of JUnit's. */
    static void deleteFolder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Reads a range of a device into a fresh array. */
    static byte[] read(BlockDevice device, long offsetBytes, int lengthBytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(lengthBytes);
        device.read(offsetBytes, buffer);
        return buffer.array();
    }
}
