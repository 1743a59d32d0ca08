// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyCommandTest {
    @TempDir
    private Path folder;

    private Tool tool;

    @BeforeEach
    void makeTool() {
        tool = new Tool(folder);
    }

    private int code(String... arguments) {
        return tool.run(arguments).exitCode();
    }

    @Test
    void builtInPoliciesAreThereAndAreCopiedNotChanged() {
        assertThat(tool.succeed("policy", "list").out())
                .contains("vm         vm-encryption", "component  default-encryption-properties");
        assertThat(code("policy", "delete", "vm-encryption")).isEqualTo(ExitCode.REFUSED);
        assertThat(code("policy", "create", "vm-encryption", "--plain")).isEqualTo(ExitCode.REFUSED);
        tool.succeed("policy", "create", "mine", "--from", "default-encryption-properties", "--cipher", "aes-xts-128");
        tool.succeed("policy", "create", "my-vms", "--from", "vm-encryption", "--disks", "mine");
        assertThat(tool.succeed("policy", "show", "mine", "--json").out())
                .contains("\"cipher\": \"aes-xts-128\"")
                .contains("\"builtIn\": false");
        assertThat(code("policy", "delete", "mine")).isEqualTo(ExitCode.REFUSED);
        tool.succeed("policy", "delete", "my-vms");
        tool.succeed("policy", "delete", "mine");
        assertThat(code("policy", "show", "mine")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aPolicyThatEncryptsADiskAndNotTheHomeIsRefused() {
        Tool.Outcome refused = tool.run(
                "policy",
                "create",
                "odd",
                "--home",
                "no-encryption-properties",
                "--disks",
                "default-encryption-properties");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(refused.err()).contains("a disk is encrypted only if VM home is");
    }

    @Test
    void aDiskIsEncryptedAsThePolicySays() {
        tool.succeed("provider", "add", "local", "first");
        tool.succeed("provider", "add", "local", "other");
        tool.succeed("policy", "create", "p", "--encrypt", "--provider", "other", "--cipher", "aes-xts-128");
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk", "--policy", "p");
        assertThat(tool.succeed("info", "@e.vmdk").out())
                .contains("aes-xts-128")
                .contains("other");
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@f.vmdk", "--policy", "vm-encryption");
        assertThat(tool.succeed("info", "@f.vmdk").out())
                .contains("aes-xts-256")
                .contains("first");
    }

    @Test
    void whatAPolicyForbidsOrDoesNotSayAloneIsRefused() {
        String example = Tool.EXAMPLE.toString();
        assertThat(code("encrypt", example, "-o", "@e.vmdk", "--policy", "no-encryption"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(code("encrypt", example, "-o", "@e.vmdk", "--policy", "none"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(code("encrypt", example, "-o", "@e.vmdk", "--policy", "vm-encryption", "--cipher", "aes-xts-128"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(tool.path("e.vmdk")).doesNotExist();
    }

    @Test
    void whoeverHasNoCryptographyIsDeniedAndThatIsRecorded() throws IOException {
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk");
        Path roles = tool.home().resolve("roles");
        Files.writeString(
                roles,
                "# who may do what\nsomebody-else administrator\n" + System.getProperty("user.name")
                        + " no-cryptography-administrator\n");
        for (String[] command : new String[][] {
            {"encrypt", Tool.EXAMPLE.toString(), "-o", "@f.vmdk"},
            {"decrypt", "@e.vmdk", "-o", "@d.vmdk"},
            {"rekey", "@e.vmdk"},
            {"datastore", "create", "ds", "@device"},
            {"datastore", "enable", "ds", "--reduced-redundancy"},
            {"datastore", "disable", "ds", "--reduced-redundancy"},
            {"datastore", "rekey", "ds"},
            {"provider", "add", "local", "other"}
        }) {
            Tool.Outcome denied = tool.run(command);
            assertThat(denied.exitCode()).isEqualTo(ExitCode.REFUSED);
            assertThat(denied.err()).contains("role 'no-cryptography-administrator' does not grant");
        }
        tool.succeed("check", "@e.vmdk");
        assertThat(Files.readString(tool.home().resolve("audit").resolve("audit.log")))
                .contains("\"action\":\"manage-providers\"")
                .contains("\"outcome\":\"denied\",\"reason\":\"no-cryptography-administrator\"");
        Files.writeString(roles, "root king\n");
        assertThat(code("rekey", "@e.vmdk")).isEqualTo(ExitCode.FAILED);
    }
}
