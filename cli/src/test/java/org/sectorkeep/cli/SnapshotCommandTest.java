// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.cli.Tool.Outcome;
import org.sectorkeep.vmdk.VirtualDisk;

/** {@code snapshot create}, and what the other commands make of chains. */
class SnapshotCommandTest {
    @TempDir
    private Path folder;

    private Tool tool;

    @BeforeEach
    void makeTool() throws IOException {
        tool = new Tool(folder);
        Files.copy(Tool.EXAMPLE, tool.path("web01.vmdk"));
    }

    private static byte[] content(Path disk) throws IOException {
        try (VirtualDisk opened = VirtualDisk.open(disk, VirtualDisk.Access.READ_ONLY)) {
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(opened.capacityBytes()));
            opened.read(0, buffer);
            return buffer.array();
        }
    }

    @Test
    void aChildOfAnEncryptedDiskIsEncryptedAndComesBack() throws IOException {
        tool.succeed("encrypt", "@web01.vmdk", "-o", "@e.vmdk");
        Outcome made = tool.succeed("snapshot", "create", "@e.vmdk", "-o", "@child.vmdk");
        assertThat(made.err()).contains("made '" + tool.path("child.vmdk")).contains("provider local");
        assertThat(tool.succeed("info", "@child.vmdk").out()).contains("parent:", "e.vmdk", "encrypted:", "yes");
        assertThat(tool.succeed("check", "@child.vmdk").out()).contains("sound").doesNotContain("NOT");
        tool.succeed("decrypt", "@child.vmdk", "-o", "@back.vmdk");
        assertThat(content(tool.path("back.vmdk"))).isEqualTo(content(Tool.EXAMPLE));
    }

    @Test
    void aChainIsEncryptedAndDecryptedLinkByLink() throws IOException {
        tool.succeed("snapshot", "create", "@web01.vmdk", "-o", "@child.vmdk");
        Outcome made = tool.succeed("encrypt", "@child.vmdk", "--chain", "-o", "@chain");
        assertThat(made.err()).contains("to '" + tool.path("chain").resolve("child.vmdk"));
        assertThat(tool.succeed("info", "@chain/child.vmdk").out()).contains("web01.vmdk", "yes");
        assertThat(tool.succeed("check", "@chain/child.vmdk").out()).doesNotContain("NOT");
        tool.succeed("decrypt", "@chain/child.vmdk", "--chain", "-o", "@back");
        assertThat(content(tool.path("back/child.vmdk"))).isEqualTo(content(Tool.EXAMPLE));
        assertThat(content(tool.path("back/web01.vmdk"))).isEqualTo(content(Tool.EXAMPLE));
        Outcome occupied = tool.run("encrypt", "@child.vmdk", "--chain", "-o", "@chain", "--force");
        assertThat(occupied.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(occupied.err()).contains("chain' is not empty");
        Outcome format = tool.run("encrypt", "@child.vmdk", "--chain", "-o", "@x", "--format", "monolithicFlat");
        assertThat(format.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aChainIsEncryptedRekeyedAndDecryptedInItsPlace() throws IOException {
        tool.succeed("snapshot", "create", "@web01.vmdk", "-o", "@child.vmdk");
        tool.succeed("snapshot", "create", "@web01.vmdk", "-o", "@other.vmdk");
        Outcome refused = tool.run("encrypt", "@child.vmdk", "--in-place");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err()).contains("other.vmdk' stands on a disk of the chain");
        tool.succeed("encrypt", "@child.vmdk", "--in-place", "--force");
        assertThat(tool.succeed("info", "@web01.vmdk").out()).contains("yes");
        assertThat(tool.succeed("check", "@child.vmdk").out()).doesNotContain("NOT");
        assertThat(tool.run("check", "@other.vmdk").exitCode()).isEqualTo(ExitCode.REFUSED);
        tool.succeed("encrypt", "@other.vmdk", "--in-place", "--force");
        tool.succeed("rekey", "@child.vmdk");
        tool.succeed("rekey", "@child.vmdk", "--deep", "--in-place");
        tool.succeed("decrypt", "@other.vmdk", "-o", "@back.vmdk");
        assertThat(content(tool.path("back.vmdk"))).isEqualTo(content(Tool.EXAMPLE));
        tool.succeed("decrypt", "@child.vmdk", "--in-place");
        assertThat(content(tool.path("child.vmdk"))).isEqualTo(content(Tool.EXAMPLE));
        assertThat(tool.path("child.vmdk.sectorkeep-chain")).doesNotExist();
    }

    @Test
    void aChildOfAPlainDiskIsPlainAndMakesNoKeyStore() throws IOException {
        tool.succeed("snapshot", "create", "@web01.vmdk", "-o", "@child.vmdk");
        assertThat(content(tool.path("child.vmdk"))).isEqualTo(content(Tool.EXAMPLE));
        assertThat(tool.home().resolve("providers")).doesNotExist();
        tool.succeed("encrypt", "@child.vmdk", "-o", "@e.vmdk");
        tool.succeed("decrypt", "@e.vmdk", "-o", "@back.raw", "--format", "raw");
        assertThat(Files.readAllBytes(tool.path("back.raw"))).isEqualTo(content(Tool.EXAMPLE));
    }

    @Test
    void aStaleChildIsRefusedAndTheCheckSaysSo() throws IOException {
        tool.succeed("snapshot", "create", "@web01.vmdk", "-o", "@child.vmdk");
        try (VirtualDisk parent = VirtualDisk.open(tool.path("web01.vmdk"), VirtualDisk.Access.READ_WRITE)) {
            parent.write(0, ByteBuffer.allocate(512));
        }
        Outcome refused = tool.run("encrypt", "@child.vmdk", "-o", "@e.vmdk");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err())
                .contains("was made on another content of its parent")
                .contains("hint:");
        Outcome check = tool.run("check", "@child.vmdk");
        assertThat(check.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(check.out()).contains("damaged: ", "child.vmdk", "web01.vmdk");
        assertThat(tool.path("e.vmdk")).doesNotExist();
    }

    @Test
    void aPlainChildOfADiskEncryptedLaterIsRefused() throws IOException {
        tool.succeed("snapshot", "create", "@web01.vmdk", "-o", "@child.vmdk");
        tool.succeed("encrypt", "@web01.vmdk", "-o", "@e.vmdk");
        Files.move(tool.path("e.vmdk"), tool.path("web01.vmdk"), StandardCopyOption.REPLACE_EXISTING);
        Outcome refused = tool.run("encrypt", "@child.vmdk", "-o", "@c.vmdk");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err()).contains("child.vmdk' is not encrypted, but").contains("hint:");
        Outcome check = tool.run("check", "@child.vmdk");
        assertThat(check.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(check.out()).contains("child.vmdk' is not encrypted, but");
    }

    @Test
    void nothingIsReplacedWithoutForce() throws IOException {
        tool.write("child.vmdk", "something");
        Outcome refused = tool.run("snapshot", "create", "@web01.vmdk", "-o", "@child.vmdk");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(tool.path("child.vmdk")).hasContent("something");
        tool.succeed("snapshot", "create", "--force", "@web01.vmdk", "-o", "@child.vmdk");
        Outcome itself = tool.run("snapshot", "create", "--force", "@web01.vmdk", "-o", "@web01.vmdk");
        assertThat(itself.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(tool.run("snapshot").exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
