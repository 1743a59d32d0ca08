// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.sectorkeep.testing.Peers;

/** Disks that QEMU makes and looks at. */
public final class QemuImages {
    private QemuImages() {}

    public static void require() {
        Peers.requireProgram("qemu-img");
        Peers.requireProgram("qemu-io");
        Peers.requireProgram("mke2fs");
    }

    /** A raw image with a file system with files in it, and some sectors behind it. */
    public static Path fileSystem(Path image, long capacityBytes) throws IOException {
        Path files = Files.createDirectories(image.resolveSibling(image.getFileName() + ".d"));
        for (int i = 0; i < 40; i++) {
            Files.write(files.resolve("random-" + i), TestDisks.randomBytes(i, 10_000 + i * 7_919));
            Files.writeString(
                    files.resolve("text-" + i + ".txt"),
                    ("line " + i + " of a text that repeats itself\n").repeat(300 + i),
                    StandardCharsets.US_ASCII);
        }
        Peers.output("mke2fs", "-q", "-t", "ext4", "-d", files.toString(), image.toString(), "20M");
        Peers.output("truncate", "-s", Long.toString(capacityBytes), image.toString());
        return image;
    }

    public static Path convert(Path source, Path target, String subformat) {
        if (subformat.equals("raw")) {
            Peers.output("qemu-img", "convert", "-O", "raw", source.toString(), target.toString());
        } else {
            Peers.output(
                    "qemu-img",
                    "convert",
                    "-O",
                    "vmdk",
                    "-o",
                    "subformat=" + subformat,
                    source.toString(),
                    target.toString());
        }
        return target;
    }

    /** QEMU finds the disk sound and says that it has this format and size. */
    public static void requireAccepted(Path disk, String subformat, long capacityBytes) {
        String format = subformat.equals("raw") ? "raw" : "vmdk";
        String info = Peers.output("qemu-img", "info", "-f", format, "--output=json", disk.toString());
        assertThat(info).contains("\"virtual-size\": " + capacityBytes);
        if (format.equals("vmdk")) {
            assertThat(info).contains("\"create-type\": \"" + subformat + "\"");
            // Exit code 63: the format has no check, as for flat disks.
            assertThat(Peers.run("qemu-img", "check", "-f", "vmdk", disk.toString())
                            .exitCode())
                    .isIn(0, 63);
        }
    }

    /** The digest of the content as QEMU reads it. */
    public static String contentDigest(Path disk) throws IOException {
        Path raw = disk.resolveSibling(disk.getFileName() + ".content");
        try {
            Peers.output("qemu-img", "convert", "-O", "raw", disk.toString(), raw.toString());
            return digest(raw);
        } finally {
            Files.deleteIfExists(raw);
        }
    }

    public static String digest(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            try (DigestInputStream digesting = new DigestInputStream(in, sha256)) {
                digesting.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha256.digest());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
