// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that changes a machine is killed at one place after the other; the same command goes on. */
@Tag("crash")
@Tag("peer")
class VmKillTest {
    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    private Path folder;

    @Test
    void killedAtAnyPlaceTheSameCommandGoesOn() throws Exception {
        Tool tool = new Tool(folder);
        Path machine = tool.path("m");
        Path vmx = TestMachine.make(machine, 16);
        String settings = Files.readString(vmx);
        String content = TestMachine.content(machine);
        Path operation = machine.resolve("m.vmx.sectorkeep-operation");
        Path nvram = machine.resolve("m.nvram");
        Path journal = machine.resolve("m.vmdk.sectorkeep-operation");

        killWhen(() -> Files.exists(operation), tool, "vm", "encrypt", machine.toString());
        killWhen(() -> isSealed(nvram), tool, "vm", "encrypt", machine.toString());
        killWhen(() -> Files.exists(journal), tool, "vm", "encrypt", machine.toString(), "--max-rate", "4M");
        tool.succeed("vm", "encrypt", "@m");
        assertThat(tool.succeed("vm", "info", "@m").out())
                .doesNotContain("warning")
                .doesNotContain("unfinished");
        tool.succeed("vm", "register", "@m");

        killWhen(() -> Files.exists(journal), tool, "vm", "rekey", "--deep", machine.toString(), "--max-rate", "4M");
        assertThat(tool.run("vm", "register", "@m").exitCode()).isEqualTo(ExitCode.REFUSED);
        tool.succeed("vm", "rekey", "--deep", "@m");
        tool.succeed("vm", "decrypt", "@m");
        assertThat(Files.readString(vmx)).isEqualTo(settings);
        assertThat(TestMachine.content(machine)).isEqualTo(content);
    }

    private interface Place {
        boolean isReached() throws IOException;
    }

    private static boolean isSealed(Path file) throws IOException {
        byte[] magic = "SKVF".getBytes(StandardCharsets.US_ASCII);
        return Arrays.equals(Arrays.copyOf(Files.readAllBytes(file), magic.length), magic);
    }

    private void killWhen(Place place, Tool tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(AgentProcess.command());
        command.addAll(List.of(arguments));
        Path log = folder.resolve("log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SECTORKEEP_HOME", tool.home().toString());
        Process process = builder.start();
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!place.isReached()) {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            assertThat(System.nanoTime()).isLessThan(endNanos);
            Thread.onSpinWait();
        }
        process.destroyForcibly();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
}
