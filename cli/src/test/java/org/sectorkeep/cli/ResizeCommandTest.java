// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.cli.Tool.Outcome;
import org.sectorkeep.testing.Peers;
import org.sectorkeep.vmdk.VirtualDisk;

/** {@code resize}: sizes that are given, and those that another program gave. */
class ResizeCommandTest {
    @TempDir
    private Path folder;

    private Tool tool;

    @BeforeEach
    void encryptTheExample() throws IOException {
        tool = new Tool(folder);
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk", "--format", "monolithicFlat");
    }

    private static byte[] content(Path disk) throws IOException {
        try (VirtualDisk opened = VirtualDisk.open(disk, VirtualDisk.Access.READ_ONLY)) {
            ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(opened.capacityBytes()));
            opened.read(0, buffer);
            return buffer.array();
        }
    }

    private void requireContent(int lengthBytes) throws IOException {
        tool.succeed("decrypt", "--force", "@e.vmdk", "-o", "@back.raw", "--format", "raw");
        byte[] expected = Arrays.copyOf(content(Tool.EXAMPLE), lengthBytes);
        assertThat(Arrays.equals(Files.readAllBytes(tool.path("back.raw")), expected))
                .isTrue();
        assertThat(tool.succeed("check", "@e.vmdk").out()).contains("sound").doesNotContain("NOT");
    }

    @Test
    void aDiskGrowsAndShrinksWithForceOnly() throws IOException {
        int oldBytes = content(Tool.EXAMPLE).length;
        Outcome grown = tool.succeed("resize", "@e.vmdk", "16M");
        assertThat(grown.err()).contains("has 16 MiB now (envelope 2)");
        requireContent(16 << 20);
        Outcome refused = tool.run("resize", "@e.vmdk", Integer.toString(oldBytes));
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err()).contains("would lose the last").contains("hint: accept that loss with --force");
        requireContent(16 << 20);
        tool.succeed("resize", "--force", "@e.vmdk", Integer.toString(oldBytes));
        requireContent(oldBytes);
    }

    @Test
    void theSizeOfAnotherProgramIsTakenOverByForceWhereNobodyCanBeAsked() throws IOException {
        Path flat = tool.path("e-flat.vmdk");
        long oldBytes = Files.size(flat);
        growByAnotherProgram(oldBytes);
        assertThat(tool.run("decrypt", "@e.vmdk", "-o", "@x.vmdk").err()).contains("resize --adopt");
        Outcome unasked = tool.run("resize", "@e.vmdk", "--adopt");
        assertThat(unasked.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(unasked.err()).contains("no terminal to ask at").contains("--force");
        assertThat(tool.succeed("resize", "@e.vmdk", "--adopt", "--force").err())
                .contains("took over the size");
        requireContent((int) oldBytes + (1 << 20));
    }

    private void growByAnotherProgram(long oldBytes) throws IOException {
        Path flat = tool.path("e-flat.vmdk");
        Files.write(flat, Arrays.copyOf(Files.readAllBytes(flat), (int) oldBytes + (1 << 20)));
        String text = Files.readString(tool.path("e.vmdk"));
        String line = "RW " + oldBytes / 512 + " FLAT";
        assertThat(text).contains(line);
        Files.writeString(tool.path("e.vmdk"), text.replace(line, "RW " + (oldBytes / 512 + 2048) + " FLAT"));
    }

    @Test
    @Tag("peer")
    void theSizeOfAnotherProgramIsTakenOverByWhoeverSaysYesAtTheTerminal() throws IOException, InterruptedException {
        Peers.requireProgram("script");
        long oldBytes = Files.size(tool.path("e-flat.vmdk"));
        growByAnotherProgram(oldBytes);
        String descriptor = Files.readString(tool.path("e.vmdk"));
        ToolProcess process = new ToolProcess(tool.home(), folder);
        String disk = tool.path("e.vmdk").toString();
        for (String no : List.of("n\n", "\n", "yesterday\n")) {
            Outcome declined = process.runAtTerminal(no, "resize", disk, "--adopt");
            assertThat(declined.exitCode()).isEqualTo(ExitCode.DONE);
            assertThat(declined.out()).contains("was of " + oldBytes + " bytes", "[y/N]", "e.vmdk' is as it was");
            assertThat(tool.path("e.vmdk")).hasContent(descriptor);
        }
        Outcome taken = process.runAtTerminal("Yes\n", "resize", disk, "--adopt");
        assertThat(taken.exitCode()).isEqualTo(ExitCode.DONE);
        assertThat(taken.out()).contains("took over the size");
        requireContent((int) oldBytes + (1 << 20));
    }

    @Test
    void aDiskWithChangeTrackingIsResizedOnlyIfTheLineMayGo() throws IOException {
        String text = Files.readString(tool.path("e.vmdk"));
        Files.writeString(tool.path("e.vmdk"), text + "changeTrackPath=\"e-ctk.vmdk\"\n");
        Outcome refused = tool.run("resize", "@e.vmdk", "16M");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err()).contains("changeTrackPath").contains("--drop-change-tracking");
        assertThat(tool.path("e.vmdk")).content().contains("changeTrackPath");
        tool.succeed("resize", "@e.vmdk", "16M", "--drop-change-tracking");
        assertThat(tool.path("e.vmdk")).content().doesNotContain("changeTrackPath");
        requireContent(16 << 20);
    }

    @Test
    void mistakesInUsageAreToldApart() {
        for (String[] arguments : List.of(
                new String[] {"resize"},
                new String[] {"resize", "@e.vmdk"},
                new String[] {"resize", "@e.vmdk", "16M", "--adopt"},
                new String[] {"resize", "@e.vmdk", "16X"},
                new String[] {"resize", "@e.vmdk", "-1"},
                new String[] {"resize", "@e.vmdk", "99999999P"})) {
            Outcome outcome = tool.run(arguments);
            assertThat(outcome.exitCode()).as(String.join(" ", arguments)).isEqualTo(ExitCode.USAGE);
            assertThat(outcome.err()).contains("sectorkeep: hint: ");
        }
        assertThat(tool.run("resize", "@e.vmdk", "1000").exitCode()).isEqualTo(ExitCode.REFUSED);
    }
}
