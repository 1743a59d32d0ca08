// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.io.FileUtils;
import org.sectorkeep.testing.Peers;

/** What the tests of this room do to disks again and again. */
final class Disks {
    private static final int PIECE_BYTES = 1 << 20;

    private Disks() {}

    /** Repeatable random numbers. */
    static RandomGenerator random(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    static byte[] randomBytes(int length, long seed) {
        byte[] bytes = new byte[length];
        random(seed).nextBytes(bytes);
        return bytes;
    }

    static VirtualDisk readOnly(Path path) throws IOException {
        return VirtualDisk.open(path, VirtualDisk.Access.READ_ONLY);
    }

    static VirtualDisk readWrite(Path path) throws IOException {
        return VirtualDisk.open(path, VirtualDisk.Access.READ_WRITE);
    }

    /** Open for writing, but without forcing anything to the storage: where many are opened. */
    static VirtualDisk quickReadWrite(Path path) throws IOException {
        return VirtualDisk.open(new UnforcedFiles(), path, VirtualDisk.Access.READ_WRITE);
    }

    /** Makes an empty disk. */
    static Path create(Path path, CreateType type, long capacityBytes) throws IOException {
        try (NewDisk disk = NewDisk.create(
                new UnforcedFiles(), path, type, capacityBytes, NewDisk.Existing.REFUSE, UnaryOperator.identity())) {
            disk.commit();
        }
        return path;
    }

    static byte[] read(VirtualDisk disk, long offsetBytes, int lengthBytes) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(lengthBytes);
        disk.read(offsetBytes, target);
        return target.array();
    }

    static byte[] readAll(Path path) throws IOException {
        try (VirtualDisk disk = readOnly(path)) {
            return read(disk, 0, Math.toIntExact(disk.capacityBytes()));
        }
    }

    /** SHA-256 of a disk's content. */
    static String digest(Path path) throws IOException {
        try (VirtualDisk disk = readOnly(path)) {
            return digest(disk);
        }
    }

    static String digest(VirtualDisk disk) throws IOException {
        MessageDigest digest = sha256();
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        for (long offset = 0; offset < disk.capacityBytes(); offset += piece.limit()) {
            piece.clear().limit((int) Math.min(PIECE_BYTES, disk.capacityBytes() - offset));
            disk.read(offset, piece);
            digest.update(piece.flip());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256 of a disk's content as QEMU sees it. */
    static String qemuDigest(Path disk, Path scratchFolder) throws IOException {
        Path raw = Files.createTempFile(scratchFolder, "content", ".raw");
        try {
            Peers.output("qemu-img", "convert", "-O", "raw", disk.toString(), raw.toString());
            return HexFormat.of().formatHex(sha256().digest(Files.readAllBytes(raw)));
        } finally {
            Files.delete(raw);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** A descriptor file. */
    static Path descriptor(Path path, String createType, String... extentLines) throws IOException {
        String text = "# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\ncreateType=\"" + createType
                + "\"\n\n# Extent description\n" + String.join("\n", extentLines) + "\n";
        return Files.write(path, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Makes a disk with a descriptor file a child. */
    static Path makeChild(Path descriptor, String parentHint, long parentCid) throws IOException {
        String text = Files.readString(descriptor);
        String lines = String.format("parentCID=%08x%nparentFileNameHint=\"%s\"", parentCid, parentHint);
        return Files.writeString(descriptor, text.replace("parentCID=ffffffff", lines));
    }

    /** The content id of a disk with a descriptor file. */
    static long cid(Path descriptor) throws IOException {
        return VmdkDescriptor.parse(Files.readAllBytes(descriptor), descriptor, 0)
                .cid();
    }

    static void setParentCid(Path descriptor, long parentCid) throws IOException {
        String text = Files.readString(descriptor);
        Files.writeString(
                descriptor, text.replaceAll("parentCID=\\p{XDigit}+", String.format("parentCID=%08x", parentCid)));
    }

    /** Deletes a folder and all in it, for properties, which have no temporary folders of JUnit's. */
    static void delete(Path folder) throws IOException {
        FileUtils.deleteDirectory(folder.toFile());
    }
}
