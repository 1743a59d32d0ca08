// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.cli.Tool.Outcome;

class ProviderCommandTest {
    @TempDir
    private Path folder;

    private Tool tool;

    @BeforeEach
    void makeTool() {
        tool = new Tool(folder);
    }

    @Test
    void aProviderIsAddedListedShownAndMadeTheDefault() {
        tool.succeed("provider", "add", "local", "one");
        tool.succeed("provider", "add", "local", "two");
        assertThat(tool.succeed("provider", "list").out()).isEqualTo("* one  local\n  two  local\n");
        tool.succeed("provider", "default", "two");
        assertThat(tool.succeed("provider", "default").out()).isEqualTo("two\n");
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk");
        JsonObject shown = JsonParser.parseString(
                        tool.succeed("provider", "show", "two", "--json").out())
                .getAsJsonObject();
        assertThat(shown.get("default").getAsBoolean()).isTrue();
        assertThat(shown.getAsJsonArray("keys")).hasSize(1);
    }

    @Test
    void theHomeIsForItsOwnerOnly() throws IOException {
        tool.succeed("provider", "add", "local", "one");
        try (Stream<Path> paths = Files.walk(tool.home())) {
            assertThat(paths.toList())
                    .allSatisfy(path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .endsWith("------"));
        }
    }

    @Test
    void aProviderWithKeysIsRemovedOnlyByForce() {
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk");
        Outcome refused = tool.run("provider", "remove", "local");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err()).contains("hint");
        tool.succeed("provider", "remove", "local", "--force");
        assertThat(tool.succeed("provider", "list").out()).isEmpty();
    }

    @Test
    void anExportedStoreOpensTheDisksOnAnotherMachine() throws IOException {
        tool.write("export-pass", "for the safe\n");
        tool.write("other-pass", "of the other machine\n");
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk");
        Outcome export = tool.succeed(
                "provider", "export", "local", "-o", "@keys.backup", "--export-passphrase-file", "@export-pass");
        assertThat(export.out() + export.err()).doesNotContain("for the safe");
        assertThat(tool.run(
                                "provider",
                                "export",
                                "local",
                                "-o",
                                "@keys.backup",
                                "--export-passphrase-file",
                                "@export-pass")
                        .exitCode())
                .isEqualTo(ExitCode.REFUSED);
        tool.succeed("provider", "remove", "local", "--force");
        assertThat(tool.run("decrypt", "@e.vmdk", "-o", "@d.vmdk").exitCode()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
        assertThat(tool.run(
                                "provider",
                                "import",
                                "local",
                                "-i",
                                "@keys.backup",
                                "--export-passphrase-file",
                                "@other-pass")
                        .exitCode())
                .isEqualTo(ExitCode.KEY_UNAVAILABLE);
        tool.succeed(
                "provider",
                "import",
                "local",
                "-i",
                "@keys.backup",
                "--export-passphrase-file",
                "@export-pass",
                "--passphrase-file",
                "@other-pass");
        tool.succeed("decrypt", "@e.vmdk", "-o", "@d.vmdk", "--passphrase-file", "@other-pass");
    }

    @Test
    void aProbeGoesTheWholeWay() throws IOException {
        tool.write("pass", "open sesame\n");
        tool.write("wrong", "open barley\n");
        tool.succeed("provider", "add", "local", "safe", "--passphrase-file", "@pass");
        Outcome probe = tool.succeed("provider", "probe", "safe", "--json", "--passphrase-file", "@pass");
        assertThat(JsonParser.parseString(probe.out())
                        .getAsJsonObject()
                        .get("healthy")
                        .getAsBoolean())
                .isTrue();
        assertThat(tool.run("provider", "probe", "safe", "--passphrase-file", "@wrong")
                        .exitCode())
                .isEqualTo(ExitCode.KEY_UNAVAILABLE);
    }

    @Test
    void noPassphraseIsStoredInTheClear() throws IOException {
        tool.write("pass", "Xyzzy-plugh-42\n");
        tool.succeed("provider", "add", "local", "safe", "--passphrase-file", "@pass");
        tool.succeed(
                "encrypt",
                Tool.EXAMPLE.toString(),
                "-o",
                "@e.vmdk",
                "--provider",
                "safe",
                "--passphrase-file",
                "@pass",
                "--verbose");
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                boolean found =
                        new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1).contains("Xyzzy-plugh");
                assertThat(found).as(path.toString()).isEqualTo(path.equals(tool.path("pass")));
            }
        }
    }

    @Test
    void aPassphraseThatCannotBeAskedForIsAMistakeInUsage() throws IOException {
        tool.write("pass", "open sesame\n");
        tool.write("empty", "\n");
        tool.succeed("provider", "add", "local", "safe", "--passphrase-file", "@pass");
        Outcome nobody = tool.run("provider", "probe", "safe");
        assertThat(nobody.err()).contains("--passphrase-file");
        assertThat(nobody.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(tool.run("provider", "probe", "safe", "--passphrase-file", "@empty")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
    }
}
