// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process that changes a machine is killed at one place after the other; the same command goes on. */
@Tag("crash")
@Tag("peer")
class VmKillTest {
    @TempDir
    private Path folder;

    @Test
    void killedAtAnyPlaceTheSameCommandGoesOn() throws Exception {
        Tool tool = new Tool(folder);
        ToolProcess process = new ToolProcess(tool.home(), folder);
        Path machine = tool.path("m");
        Path vmx = TestMachine.make(machine, 16);
        String settings = Files.readString(vmx);
        String content = TestMachine.content(machine);
        Path operation = machine.resolve("m.vmx.sectorkeep-operation");
        Path nvram = machine.resolve("m.nvram");
        Path journal = machine.resolve("m.vmdk.sectorkeep-operation");

        process.killWhen(() -> Files.exists(operation), "vm", "encrypt", machine.toString());
        process.killWhen(() -> isSealed(nvram), "vm", "encrypt", machine.toString());
        process.killWhen(() -> Files.exists(journal), "vm", "encrypt", machine.toString(), "--max-rate", "4M");
        tool.succeed("vm", "encrypt", "@m");
        assertThat(tool.succeed("vm", "info", "@m").out())
                .doesNotContain("warning")
                .doesNotContain("unfinished");
        tool.succeed("vm", "register", "@m");

        process.killWhen(() -> Files.exists(journal), "vm", "rekey", "--deep", machine.toString(), "--max-rate", "4M");
        assertThat(tool.run("vm", "register", "@m").exitCode()).isEqualTo(ExitCode.REFUSED);
        tool.succeed("vm", "rekey", "--deep", "@m");
        tool.succeed("vm", "decrypt", "@m");
        assertThat(Files.readString(vmx)).isEqualTo(settings);
        assertThat(TestMachine.content(machine)).isEqualTo(content);
    }

    private static boolean isSealed(Path file) throws IOException {
        byte[] magic = "SKVF".getBytes(StandardCharsets.US_ASCII);
        return Arrays.equals(Arrays.copyOf(Files.readAllBytes(file), magic.length), magic);
    }
}
