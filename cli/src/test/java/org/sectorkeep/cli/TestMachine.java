// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sectorkeep.testing.Peers;

/** A machine with a flat disk that has a snapshot, and an NVRAM. */
final class TestMachine {
    static final String SECRET = "hunter2-of-the-guest";
    private static final String VMX = """
            .encoding = "UTF-8"
            displayName = "m"
            scsi0.present = "TRUE"
            scsi0:0.fileName = "m-000001.vmdk"
            guestinfo.userdata = "%s"
            nvram = "m.nvram"
            """.formatted(SECRET);

    private TestMachine() {}

    /** Makes one whose base holds so much, all of it content. */
    static Path make(Path folder, int megabytes) throws IOException {
        Peers.requireProgram("qemu-img");
        Peers.requireProgram("qemu-io");
        Files.createDirectories(folder);
        Path base = folder.resolve("m.vmdk");
        String size = megabytes + "M";
        Peers.output("qemu-img", "create", "-q", "-f", "vmdk", "-o", "subformat=monolithicFlat", base.toString(), size);
        Peers.output("qemu-io", "-f", "vmdk", "-c", "write -P 0x5a 0 " + size, base.toString());
        Path child = folder.resolve("m-000001.vmdk");
        Peers.output("qemu-img", "create", "-q", "-f", "vmdk", "-F", "vmdk", "-b", base.toString(), child.toString());
        Peers.output("qemu-io", "-f", "vmdk", "-c", "write -P 0x33 64k 128k", child.toString());
        Files.write(folder.resolve("m.nvram"), new byte[8684]);
        Files.writeString(folder.resolve("m.log"), "powered on\n");
        return Files.writeString(folder.resolve("m.vmx"), VMX);
    }

    static String content(Path folder) {
        Path raw = folder.resolveSibling("content.raw");
        Peers.output(
                "qemu-img",
                "convert",
                "-O",
                "raw",
                folder.resolve("m-000001.vmdk").toString(),
                raw.toString());
        return Peers.output("sha256sum", raw.toString()).substring(0, 64);
    }
}
