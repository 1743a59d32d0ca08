// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("peer")
class VmCommandTest {
    @TempDir
    private Path folder;

    private Tool tool;
    private Path machine;
    private Path vmx;
    private String content;
    private String settings;

    @BeforeEach
    void makeMachine() throws IOException {
        tool = new Tool(folder);
        machine = tool.path("m");
        vmx = TestMachine.make(machine, 1);
        content = TestMachine.content(machine);
        settings = Files.readString(vmx);
    }

    private JsonObject info() {
        return JsonParser.parseString(tool.succeed("vm", "info", "@m", "--json").out())
                .getAsJsonObject();
    }

    @Test
    void aMachineGoesThroughItsLife() throws IOException {
        assertThat(info().get("encrypted").getAsBoolean()).isFalse();
        assertThat(info().get("readableSecrets").toString()).isEqualTo("[\"guestinfo.userdata\"]");
        Tool.Outcome encrypted = tool.succeed("vm", "encrypt", "@m", "--cipher", "aes-xts-128");
        assertThat(encrypted.err()).contains("encrypted '").contains("2 disks, 1 other file, provider local, key ");
        assertThat(Files.readString(vmx)).doesNotContain(TestMachine.SECRET);
        String plain = tool.succeed("vm", "info", "@m").out();
        assertThat(plain)
                .contains("encrypted:      yes")
                .contains("encrypted:      '" + machine.resolve("m.nvram") + "', nvram")
                .contains("readable:       '" + machine.resolve("m.log") + "', log")
                .doesNotContain("warning");
        String key = info().get("keyId").getAsString();
        tool.succeed("vm", "rekey", "@m");
        assertThat(info().get("keyId").getAsString()).isNotEqualTo(key);
        assertThat(info().get("dekGeneration").getAsInt()).isEqualTo(1);
        tool.succeed("vm", "rekey", "@m/m.vmx", "--deep");
        assertThat(info().get("dekGeneration").getAsInt()).isEqualTo(2);
        assertThat(tool.succeed("vm", "register", "@m").err()).contains("registered '");
        tool.succeed("vm", "decrypt", "@m");
        assertThat(Files.readString(vmx)).isEqualTo(settings);
        assertThat(TestMachine.content(machine)).isEqualTo(content);
        assertThat(tool.files().stream().filter(file -> file.contains("sectorkeep")))
                .isEmpty();
    }

    private void refused(int exitCode, String message, String... arguments) {
        Tool.Outcome outcome = tool.run(arguments);
        assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.err()).contains("sectorkeep: error: ").contains(message);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void whatIsRefusedLeavesEverythingAsItWas() throws IOException {
        refused(ExitCode.FAILED, "does not exist", "vm", "info", "@nothing");
        refused(ExitCode.REFUSED, "has 0 files of kind .vmx", "vm", "encrypt", folder.toString());
        refused(ExitCode.REFUSED, "no file of kind .vmx", "vm", "encrypt", "@m/m.log");
        refused(ExitCode.REFUSED, "is not encrypted", "vm", "decrypt", "@m");
        refused(ExitCode.REFUSED, "is not encrypted", "vm", "rekey", "@m");
        refused(ExitCode.REFUSED, "is not encrypted", "vm", "register", "@m");
        refused(ExitCode.KEY_UNAVAILABLE, "nobody", "vm", "encrypt", "@m", "--provider", "nobody");
        Path lock = Files.createDirectory(machine.resolve("m.vmx.lck"));
        refused(ExitCode.REFUSED, "m.vmx.lck", "vm", "encrypt", "@m");
        Files.delete(lock);
        Files.writeString(vmx, settings + "what is this\n");
        refused(ExitCode.REFUSED, "line 7", "vm", "encrypt", "@m");
        Files.writeString(vmx, settings);
        refused(ExitCode.FAILED, "no agent", "vm", "lock", "@m");
        assertThat(Files.exists(machine.resolve("m.vmx.sectorkeep-operation"))).isFalse();
        assertThat(TestMachine.content(machine)).isEqualTo(content);
        tool.succeed("vm", "encrypt", "@m");
        refused(ExitCode.REFUSED, "is encrypted already", "vm", "encrypt", "@m");
        Tool elsewhere = new Tool(Files.createDirectory(tool.path("elsewhere")));
        assertThat(elsewhere.run("vm", "register", machine.toString()).exitCode())
                .isEqualTo(ExitCode.KEY_UNAVAILABLE);
    }

    @Test
    void theDisksOfAMachineAreLockedAndUnlockedThroughTheAgentThatServesThem() throws Exception {
        tool.succeed("vm", "encrypt", "@m");
        try (AgentProcess agent = AgentProcess.start(tool.home(), folder)) {
            refused(ExitCode.REFUSED, "the agent serves no disk of", "vm", "lock", "@m");
            tool.succeed("agent", "serve", "@m/m-000001.vmdk");
            refused(ExitCode.REFUSED, "in use", "vm", "rekey", "@m");
            assertThat(tool.succeed("vm", "lock", "@m").err()).contains("is locked");
            assertThat(tool.succeed("agent", "status", "--json").out()).contains("\"locked\"");
            assertThat(tool.succeed("vm", "unlock", "@m").err()).contains("is served");
            assertThat(tool.succeed("agent", "stop").exitCode()).isZero();
            assertThat(agent.exitCode()).isZero();
        }
        tool.succeed("vm", "rekey", "@m");
    }
}
