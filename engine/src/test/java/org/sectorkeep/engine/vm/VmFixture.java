// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.sectorkeep.engine.BlockDevice;
import org.sectorkeep.engine.DiskInfo;
import org.sectorkeep.engine.EncryptedDisk;
import org.sectorkeep.engine.QemuImages;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.VirtualDisk.Access;

/** A machine with two disks, two snapshots on two branches, and everything that a machine leaves behind. */
final class VmFixture {
    static final String SECRET = "correct horse battery staple";
    static final List<String> DISKS =
            List.of("web01.vmdk", "web01-000001.vmdk", "web01-000002.vmdk", "web01-000003.vmdk", "web01_1.vmdk");
    static final List<String> STREAMS =
            List.of("web01-Snapshot1.vmem", "web01-Snapshot1.vmsn", "web01.nvram", "web01.vmss", "web01.vswp");
    private static final String VMX = String.join(
            "\r\n",
            "#!/usr/bin/vmware",
            ".encoding = \"UTF-8\"",
            "displayName = \"web01\"",
            "guestinfo.userdata = \"" + SECRET + "\"",
            "scsi0.present = \"TRUE\"",
            "scsi0:0.present = \"TRUE\"",
            "scsi0:0.fileName = \"web01-000002.vmdk\"",
            "SCSI0:1.FILENAME=\"web01_1.vmdk\"  # data",
            "scsi0:1.mode = \"independent-persistent\"",
            "ide0:0.deviceType = \"cdrom-image\"",
            "ide0:0.fileName = \"/isos/install.iso\"",
            "nvram = \"web01.nvram\"",
            "",
            "RemoteDisplay.vnc.password = \"" + SECRET + "\"");
    private static final String VMSD = """
            .encoding = "UTF-8"
            snapshot.numSnapshots = "2"
            snapshot0.filename = "web01-Snapshot1.vmsn"
            snapshot0.disk0.fileName = "web01.vmdk"
            snapshot1.filename = "web01-Snapshot2.vmsn"
            snapshot1.disk0.fileName = "web01-000003.vmdk"
            """;

    private VmFixture() {}

    static Path make(Path folder) throws IOException {
        QemuImages.require();
        Files.createDirectories(folder);
        create(folder, "web01.vmdk", "monolithicFlat", "");
        write(folder, "web01.vmdk", "write -P 0x11 0 512k");
        create(folder, "web01-000001.vmdk", "", "web01.vmdk");
        write(folder, "web01-000001.vmdk", "write -P 0x22 64k 128k");
        create(folder, "web01-000002.vmdk", "", "web01-000001.vmdk");
        write(folder, "web01-000002.vmdk", "write -P 0x33 128k 128k");
        create(folder, "web01-000003.vmdk", "", "web01.vmdk");
        write(folder, "web01-000003.vmdk", "write -P 0x44 256k 64k");
        create(folder, "web01_1.vmdk", "monolithicSparse", "");
        write(folder, "web01_1.vmdk", "write -P 0x55 512k 64k");
        Files.write(folder.resolve("web01.nvram"), random(1, 8_684));
        Files.write(folder.resolve("web01-Snapshot1.vmsn"), random(2, 70_000));
        Files.write(folder.resolve("web01-Snapshot1.vmem"), random(3, (5 << 20) / 2));
        Files.write(folder.resolve("web01.vswp"), new byte[1 << 20]);
        Files.write(folder.resolve("web01.vmss"), new byte[0]);
        Files.writeString(folder.resolve("vmware.log"), "powered on\n");
        Files.writeString(folder.resolve("web01.vmsd"), VMSD);
        return Files.write(folder.resolve("web01.vmx"), VMX.getBytes(StandardCharsets.UTF_8));
    }

    static void create(Path folder, String name, String subformat, String parent) {
        List<String> command = new ArrayList<>(List.of("qemu-img", "create", "-q", "-f", "vmdk"));
        if (parent.isEmpty()) {
            command.addAll(List.of("-o", "subformat=" + subformat, name, "1M"));
        } else {
            command.addAll(List.of("-F", "vmdk", "-b", parent, name));
        }
        require(folder, command);
    }

    static void write(Path folder, String name, String what) {
        require(folder, List.of("qemu-io", "-f", "vmdk", "-c", what, name));
    }

    private static void require(Path folder, List<String> command) {
        Peers.Result result = Peers.run(folder, command);
        if (result.exitCode() != 0) {
            throw new AssertionError(command + ": " + result.output());
        }
    }

    static byte[] random(int seed, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        new java.util.Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** The digests of what a machine holds, whether it is encrypted or not: of its disks and of its other files. */
    static Map<String, String> contents(Path vmx, HostKeys keys) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        Path folder = Objects.requireNonNull(vmx.getParent());
        for (String disk : DISKS) {
            digests.put(disk, disk(folder.resolve(disk), keys));
        }
        return digests;
    }

    /** The digest of a disk, with what shows through from below. */
    static String disk(Path disk, HostKeys keys) throws IOException {
        if (!DiskInfo.read(disk).isEncrypted()) {
            return QemuImages.contentDigest(disk);
        }
        try (BlockDevice device = EncryptedDisk.open(disk, Access.READ_ONLY, keys)) {
            ByteBuffer content = ByteBuffer.allocateDirect((int) device.capacityBytes());
            device.read(0, content);
            byte[] bytes = new byte[content.flip().remaining()];
            content.get(bytes);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The digests of all files of a folder but those of its disks, as they are. */
    static Map<String, String> files(Path folder) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> !each.toString().contains(".vmdk")
                            && !each.toString().contains("-flat"))
                    .toList()) {
                digests.put(String.valueOf(file.getFileName()), QemuImages.digest(file));
            }
        }
        return digests;
    }

    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
            }
        }
    }
}
