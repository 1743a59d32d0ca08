// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The audit log of the commands, and its head in the directory. */
class AuditCommandTest {
    @TempDir
    private Path folder;

    private Tool tool;

    @BeforeEach
    void encryptTheExample() {
        tool = new Tool(folder);
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk");
    }

    private Path log() {
        return tool.home().resolve("audit").resolve("audit.log");
    }

    private void rewrite(List<String> lines) throws IOException {
        Files.writeString(log(), String.join("\n", lines) + "\n");
    }

    @Test
    void eachUseOfAKeyIsALineWithCommandKeyDiskAndPath() throws IOException {
        List<String> lines = Files.readAllLines(log());
        assertThat(lines)
                .anyMatch(
                        line -> line.contains("\"action\":\"create-key\"") && line.contains("\"command\":\"encrypt\""))
                .anyMatch(line -> line.contains("\"action\":\"wrap\"") && line.contains("\"object\":\""))
                .anyMatch(line -> line.contains("\"action\":\"unwrap\"")
                        && line.contains("\"path\":\"" + tool.path("e.vmdk") + "\""));
        assertThat(tool.succeed("audit", "verify").out()).contains("as they were written");
    }

    @Test
    void commandsWithoutKeysWriteNothing() throws IOException {
        byte[] before = Files.readAllBytes(log());
        tool.succeed("info", "@e.vmdk");
        tool.succeed("provider", "list");
        tool.succeed("check", "--help");
        assertThat(Files.readAllBytes(log())).isEqualTo(before);
    }

    @Test
    void whatFailsIsALineToo() throws IOException {
        tool.succeed("provider", "remove", "local", "--force");
        assertThat(tool.run("decrypt", "@e.vmdk", "-o", "@d.vmdk").exitCode()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
        List<String> lines = Files.readAllLines(log());
        assertThat(lines.get(lines.size() - 1))
                .contains("\"action\":\"fetch-key\"")
                .contains("\"outcome\":\"failed\"")
                .contains("\"reason\":\"provider invalid\"");
    }

    @Test
    void aChangedLineIsFound() throws IOException {
        List<String> lines = Files.readAllLines(log());
        lines.set(1, lines.get(1).replace("\"command\":\"encrypt\"", "\"command\":\"decrypt\""));
        rewrite(lines);
        Tool.Outcome outcome = tool.run("audit", "verify");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.out()).contains("line 2 (number 2) was changed");
    }

    @Test
    void aLogThatWasCutIsFoundByTheDirectoryAndTheNextCommandDoesNotHideIt() throws IOException {
        List<String> lines = Files.readAllLines(log());
        rewrite(lines.subList(0, lines.size() - 1));
        assertThat(tool.run("audit", "verify").out()).contains("was the last line once, and is missing");
        assertThat(tool.succeed("check", "@e.vmdk").err()).contains("the audit log is not the one");
        tool.succeed("check", "@e.vmdk");
        Tool.Outcome outcome = tool.run("audit", "verify");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.out()).contains("is another line than it was");
    }

    @Test
    void aHeadThatWasKeptElsewhereFindsALogAndDirectoryThatWereBothPutBack() throws IOException {
        String head = tool.succeed("audit", "head").out().strip();
        assertThat(tool.succeed("audit", "verify", "--head", head).out()).contains("as they were written");
        List<String> lines = Files.readAllLines(log());
        rewrite(lines.subList(0, lines.size() - 1));
        Files.delete(tool.home().resolve("directory.db"));
        assertThat(tool.succeed("audit", "verify").out()).contains("no head was at hand");
        assertThat(tool.run("audit", "verify", "--head", head).exitCode()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void aLogThatIsGoneIsFound() throws IOException {
        Files.delete(log());
        Tool.Outcome outcome = tool.run("audit", "verify");
        assertThat(outcome.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.out()).contains("the log is missing");
        assertThat(tool.run("audit", "verify", "--head", "x").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void whereTheLogCannotBeWrittenDisksOpenAndNewKeysAreRefused() throws IOException {
        Path audit = tool.home().resolve("audit");
        Files.move(audit, tool.home().resolve("moved"));
        Files.writeString(audit, "in the way");
        assertThat(tool.succeed("decrypt", "@e.vmdk", "-o", "@d.vmdk").err()).contains("warning: not recorded");
        Tool.Outcome refused = tool.run("encrypt", Tool.EXAMPLE.toString(), "-o", "@f.vmdk");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
        assertThat(refused.err()).contains("not recorded").contains("audit.log");
        assertThat(tool.path("f.vmdk")).doesNotExist();
    }
}
