// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.cli.Tool.Outcome;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.NewDisk;
import org.sectorkeep.vmdk.VirtualDisk;

/** What the commands that change a disk in its place print, how they end, and how they are gone on with. */
class InPlaceCommandTest {
    private static final int CAPACITY_BYTES = 9 << 20;
    private static final int DEADLINE_SECONDS = 60;

    @TempDir
    private Path folder;

    private Tool tool;
    private final byte[] content = new byte[CAPACITY_BYTES];

    @BeforeEach
    void makeDisk() throws IOException {
        tool = new Tool(folder);
        new Random(4).nextBytes(content);
        try (NewDisk made = NewDisk.create(
                tool.path("d.vmdk"),
                CreateType.MONOLITHIC_FLAT,
                CAPACITY_BYTES,
                NewDisk.Existing.REFUSE,
                descriptor -> descriptor)) {
            made.disk().write(0, ByteBuffer.wrap(content));
            made.commit();
        }
    }

    private void assertPlainContent() throws IOException {
        assertThat(tool.path("d-flat.vmdk")).hasBinaryContent(content);
        assertThat(tool.succeed("info", "@d.vmdk").out()).contains("encrypted:").doesNotContain("provider");
    }

    @Test
    void aDiskIsEncryptedGivenNewKeysAndDecrypted() throws IOException {
        assertThat(tool.succeed("encrypt", "@d.vmdk", "--in-place").err())
                .contains("encrypted '" + tool.path("d.vmdk").toRealPath() + "' in place (9 MiB of data, provider ");
        assertThat(Files.mismatch(tool.path("d-flat.vmdk"), Files.write(tool.path("plain"), content)))
                .isNotNegative();
        assertThat(tool.succeed("rekey", "--deep", "--in-place", "--resilience", "journal", "@d.vmdk")
                        .err())
                .contains("in place (9 MiB of data");
        assertThat(tool.succeed("info", "@d.vmdk").out()).contains("(generation 2)");
        assertThat(tool.succeed("check", "@d.vmdk").out()).contains("sound");
        tool.succeed("decrypt", "@d.vmdk", "--in-place", "--max-rate", "1G");
        assertPlainContent();
        assertThat(tool.files()).containsExactly("d-flat.vmdk", "d.vmdk", "plain");
    }

    /** So slow that it is at its first window until it is interrupted, which is when the record of that one is there. */
    private Outcome interrupted(String... arguments) throws Exception {
        FutureTask<Outcome> task = new FutureTask<>(() -> tool.run(arguments));
        Thread command = new Thread(task, "command");
        command.start();
        Path journal = tool.path("d.vmdk.sectorkeep-operation");
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!hasWindow(journal) && !task.isDone() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        command.interrupt();
        return task.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** The second record, of the first window, goes into the first slot. */
    private static boolean hasWindow(Path journal) throws IOException {
        if (!Files.exists(journal)) {
            return false;
        }
        try (FileChannel file = FileChannel.open(journal)) {
            ByteBuffer sequence = ByteBuffer.allocate(Long.BYTES);
            return file.read(sequence, 8192) == Long.BYTES && sequence.getLong(0) == 2;
        }
    }

    @Test
    void whatIsStoppedSaysSoAndIsGoneOnWith() throws Exception {
        Outcome stopped =
                interrupted("encrypt", "@d.vmdk", "--in-place", "--resilience", "journal", "--max-rate", "64K");
        assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(ExitCode.UNFINISHED);
        assertThat(stopped.err())
                .contains("the operation on '")
                .contains("hint: nothing is lost: the same command, or sectorkeep resume, goes on with it");
        assertThat(tool.succeed("info", "@d.vmdk").out())
                .containsPattern("unfinished: +encrypt [0-9a-f]{32}: [0-9]+ of 9437184 bytes done, resilience journal");
        assertThat(tool.succeed("info", "--json", "@d.vmdk").out()).contains("\"totalBytes\": 9437184");
        assertThat(tool.run("check", "@d.vmdk").exitCode()).isEqualTo(ExitCode.UNFINISHED);
        for (List<String> other : List.of(
                List.of("encrypt", "@d.vmdk", "-o", "@copy.vmdk"),
                List.of("decrypt", "@d.vmdk", "-o", "@copy.vmdk"),
                List.of("decrypt", "@d.vmdk", "--in-place"),
                List.of("rekey", "@d.vmdk"))) {
            Outcome refused = tool.run(other.toArray(String[]::new));
            assertThat(refused.exitCode()).as(other + refused.err()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused.err()).contains("unfinished").contains("hint: finish it: sectorkeep resume DISK");
        }
        assertThat(tool.succeed("resume", "@d.vmdk").err()).contains("finished '");
        assertThat(tool.succeed("resume", "@d.vmdk").err()).contains("nothing is unfinished on '");
        tool.succeed("decrypt", "@d.vmdk", "--in-place");
        assertPlainContent();
    }

    @Test
    void aSectorThatWasChangedMeanwhileEndsWithItsNumber() throws Exception {
        Outcome stopped = interrupted("encrypt", "@d.vmdk", "--in-place", "--max-rate", "64K");
        assertThat(stopped.exitCode()).as(stopped.err()).isEqualTo(ExitCode.UNFINISHED);
        byte[] flat = Files.readAllBytes(tool.path("d-flat.vmdk"));
        flat[7 * 512 + 1] ^= 1;
        Files.write(tool.path("d-flat.vmdk"), flat);
        Outcome refused = tool.run("resume", "@d.vmdk");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err()).contains("error: sector 7 is neither").contains("hint: put back what was changed");
        flat[7 * 512 + 1] ^= 1;
        Files.write(tool.path("d-flat.vmdk"), flat);
        tool.succeed("encrypt", "@d.vmdk", "--in-place");
        tool.succeed("decrypt", "@d.vmdk", "--in-place");
        assertPlainContent();
    }

    @Test
    void aDiskThatIsOpenIsRefused() throws IOException {
        try (VirtualDisk open = VirtualDisk.open(tool.path("d.vmdk"), VirtualDisk.Access.READ_ONLY)) {
            Outcome refused = tool.run("encrypt", open.path().toString(), "--in-place");
            assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused.err()).contains("in use by this process").contains("hint: end the program");
        }
        assertPlainContent();
    }

    @Test
    void changeTrackingIsDroppedOnlyIfThatIsSaid() throws IOException {
        Path disk = tool.path("d.vmdk");
        Files.writeString(disk, Files.readString(disk) + "changeTrackPath=\"d-ctk.vmdk\"\n");
        Outcome refused = tool.run("encrypt", "@d.vmdk", "--in-place", "--force");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err()).contains("changeTrackPath").contains("hint: --drop-change-tracking");
        assertThat(tool.succeed("encrypt", "@d.vmdk", "--in-place", "--drop-change-tracking")
                        .err())
                .contains("warning: change tracking was dropped");
        assertThat(disk).content().doesNotContain("changeTrackPath");
    }

    @Test
    void mistakesInUsageAreToldApart() {
        for (String[] arguments : List.of(
                new String[] {"encrypt", "@d.vmdk"},
                new String[] {"encrypt", "@d.vmdk", "--in-place", "-o", "@c.vmdk"},
                new String[] {"encrypt", "@d.vmdk", "-o", "@c.vmdk", "--resilience", "journal"},
                new String[] {"encrypt", "@d.vmdk", "-o", "@c.vmdk", "--max-rate", "1M"},
                new String[] {"decrypt", "@d.vmdk", "-o", "@c.vmdk", "--drop-change-tracking"},
                new String[] {"encrypt", "@d.vmdk", "--in-place", "--max-rate", "0"},
                new String[] {"encrypt", "@d.vmdk", "--in-place", "--max-rate", "1T"},
                new String[] {"encrypt", "@d.vmdk", "--in-place", "--resilience", "none"},
                new String[] {"encrypt", "@d.vmdk", "--in-place", "--format", "raw"},
                new String[] {"rekey", "@d.vmdk", "--in-place"},
                new String[] {"rekey", "@d.vmdk", "--deep"})) {
            Outcome outcome = tool.run(arguments);
            assertThat(outcome.exitCode()).as(String.join(" ", arguments)).isEqualTo(ExitCode.USAGE);
            assertThat(outcome.err()).contains("sectorkeep: hint: ");
        }
    }
}
