// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the directory knows after commands, and what {@code key audit} finds. */
class KeyAuditTest {
    @TempDir
    private Path folder;

    private Tool tool;

    @BeforeEach
    void encryptTheExample() throws IOException {
        tool = new Tool(folder);
        Files.createDirectory(tool.path("vms"));
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@vms/e.vmdk");
    }

    private JsonObject audit(int exitCode, String... more) {
        List<String> words = new ArrayList<>(List.of("key", "audit", "@vms", "--json"));
        words.addAll(List.of(more));
        Tool.Outcome outcome = tool.run(words.toArray(new String[0]));
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(exitCode);
        return JsonParser.parseString(outcome.out()).getAsJsonObject();
    }

    private static List<String> paths(JsonArray array) {
        List<String> paths = new ArrayList<>();
        for (JsonElement each : array) {
            paths.add(each.isJsonObject() ? each.getAsJsonObject().get("path").getAsString() : each.getAsString());
        }
        return paths;
    }

    private static JsonObject only(JsonObject audit, String list) {
        assertThat(audit.getAsJsonArray(list)).hasSize(1);
        return audit.getAsJsonArray(list).get(0).getAsJsonObject();
    }

    private String real(String name) throws IOException {
        return tool.path(name).toRealPath().toString();
    }

    @Test
    void everyKeyIsListedWithItsStateAndWhatNeedsIt() throws IOException {
        tool.succeed("snapshot", "create", "@vms/e.vmdk", "-o", "@vms/c.vmdk");
        tool.succeed(
                "encrypt",
                Tool.EXAMPLE.toString(),
                "--format",
                "luks2",
                "-o",
                "@vms/l.luks",
                "--passphrase-file",
                passphrase());
        JsonObject audit = audit(ExitCode.DONE);
        List<String> needed = new ArrayList<>();
        for (JsonElement key : audit.getAsJsonArray("keys")) {
            assertThat(key.getAsJsonObject().get("state").getAsString()).isEqualTo("active");
            needed.addAll(paths(key.getAsJsonObject().getAsJsonArray("neededBy")));
        }
        assertThat(needed).containsExactlyInAnyOrder(real("vms/e.vmdk"), real("vms/c.vmdk"), real("vms/l.luks"));
        assertThat(audit.get("sound").getAsBoolean()).isTrue();
        assertThat(audit.getAsJsonArray("copies")).isEmpty();
    }

    private String passphrase() throws IOException {
        return tool.write("passphrase", "correct horse\n").toString();
    }

    @Test
    void aDiskThatAnotherProgramHasLockedIsLookedAt() throws IOException {
        try (FileChannel channel = FileChannel.open(tool.path("vms/e.vmdk"), StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            assertThat(audit(ExitCode.DONE).getAsJsonArray("keys")).hasSize(1);
        }
    }

    @Test
    void copiesOfADiskAreFound() throws IOException {
        Files.copy(tool.path("vms/e.vmdk"), tool.path("vms/cp.vmdk"));
        JsonObject copy = only(audit(ExitCode.DONE), "copies");
        assertThat(paths(copy.getAsJsonArray("paths")))
                .containsExactlyInAnyOrder(real("vms/e.vmdk"), real("vms/cp.vmdk"));
        tool.succeed("clone", "@vms/cp.vmdk", "-o", "@vms/clone.vmdk");
        Files.delete(tool.path("vms/cp.vmdk"));
        assertThat(audit(ExitCode.DONE).getAsJsonArray("copies")).isEmpty();
    }

    @Test
    void anEnvelopeThatWasPutBackIsFoundUnlessThatWasOnPurpose() throws IOException {
        Path before = Files.copy(tool.path("vms/e.vmdk"), tool.path("before.vmdk"));
        tool.succeed("envelope", "backup", "@vms/e.vmdk", "-o", "@envelope");
        tool.succeed("rekey", "@vms/e.vmdk");
        Files.copy(before, tool.path("vms/e.vmdk"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(paths(audit(ExitCode.REFUSED).getAsJsonArray("rolledBack"))).containsExactly(real("vms/e.vmdk"));
        assertThat(tool.succeed("check", "@vms/e.vmdk").err()).contains("has an older envelope than it had before");
        tool.succeed("rekey", "@vms/e.vmdk");
        tool.succeed("rekey", "@vms/e.vmdk");
        assertThat(audit(ExitCode.DONE).getAsJsonArray("rolledBack")).isEmpty();
        tool.succeed("envelope", "restore", "@vms/e.vmdk", "-i", "@envelope", "--force");
        assertThat(audit(ExitCode.DONE).getAsJsonArray("rolledBack")).isEmpty();
    }

    @Test
    void whatTheDirectoryKnowsIsToldWithoutLookingAtAnything() throws IOException {
        Files.delete(tool.path("vms/e.vmdk"));
        Tool.Outcome outcome = tool.succeed("key", "audit", "--json");
        JsonObject key = only(JsonParser.parseString(outcome.out()).getAsJsonObject(), "keys");
        assertThat(paths(key.getAsJsonArray("neededBy"))).hasSize(1).allMatch(path -> path.endsWith("vms/e.vmdk"));
        assertThat(tool.run("key", "audit", "--forget-missing").exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aKeyThatIsGoneIsFoundBeforeAnybodyNeedsIt() {
        tool.succeed("provider", "remove", "local", "--force");
        JsonObject key = only(audit(ExitCode.KEY_UNAVAILABLE), "keys");
        assertThat(key.get("opens").getAsBoolean()).isFalse();
        assertThat(key.get("reason").getAsString()).isEqualTo("provider invalid");
    }

    @Test
    void aProviderInUseIsNotRemovedUntilNothingNeedsIt() throws IOException {
        tool.succeed("provider", "add", "local", "other");
        tool.succeed("rekey", "@vms/e.vmdk", "--provider", "other");
        Tool.Outcome refused = tool.run("provider", "remove", "other");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err()).contains(real("vms/e.vmdk")).contains("is needed by 1 object");
        Files.delete(tool.path("vms/e.vmdk"));
        assertThat(paths(audit(ExitCode.DONE).getAsJsonArray("notFound"))).hasSize(1);
        assertThat(tool.run("provider", "remove", "other").err()).contains("is needed by 1 object");
        audit(ExitCode.DONE, "--forget-missing");
        assertThat(tool.run("provider", "remove", "other").err()).doesNotContain("is needed");
    }

    @Test
    void aBackupKeepsItsOldKey() throws IOException {
        Path backups = Files.createDirectory(tool.path("backups"));
        Files.copy(tool.path("vms/e.vmdk"), backups.resolve("e.vmdk"));
        tool.succeed("key", "audit", "@backups", "--register-backup");
        tool.succeed("provider", "add", "local", "other");
        tool.succeed("rekey", "@vms/e.vmdk", "--provider", "other");
        assertThat(tool.run("provider", "remove", "local").err())
                .contains(real("backups/e.vmdk"))
                .doesNotContain(real("vms/e.vmdk"));
    }

    @Test
    void whatIsDecryptedNeedsNoKeyAnyMore() {
        tool.succeed("decrypt", "@vms/e.vmdk", "--in-place");
        assertThat(tool.run("provider", "remove", "local").err()).doesNotContain("is needed by");
        assertThat(audit(ExitCode.DONE).getAsJsonArray("keys")).isEmpty();
    }

    @Test
    void filesThatAreDamagedAreNamedAndTheOthersListed() throws IOException {
        Files.writeString(tool.path("vms/broken.vmdk"), """
                        # Disk DescriptorFile
                        version=1
                        CID=fffffffe
                        parentCID=ffffffff
                        createType="monolithicFlat"
                        sectorkeep.envelope="AAAA"
                        """);
        Files.writeString(tool.path("vms/notes.txt"), "nothing of ours");
        JsonObject audit = audit(ExitCode.REFUSED);
        assertThat(audit.getAsJsonArray("keys")).hasSize(1);
        assertThat(only(audit, "problems").get("path").getAsString()).endsWith("broken.vmdk");
    }

    @Test
    void aDirectoryThatCannotBeUsedIsAWarningAndTheDiskIsDone() throws IOException {
        Files.writeString(
                tool.home().resolve("directory.db"), "this is no database, and longer than one header ".repeat(9));
        Tool.Outcome outcome = tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@vms/f.vmdk");
        assertThat(outcome.err()).contains("warning: the directory was not told");
        tool.succeed("check", "@vms/f.vmdk");
        assertThat(tool.run("encrypt", "--directory", "jdbc:h2:x", Tool.EXAMPLE.toString(), "-o", "@g.vmdk")
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(tool.path("g.vmdk")).doesNotExist();
    }

    @Test
    void aDiskOfAnotherInstallationIsTakenOverUnderTheNameThatItsProviderHasHere() throws IOException {
        tool.succeed("snapshot", "create", "@vms/e.vmdk", "-o", "@vms/c.vmdk");
        tool.succeed("provider", "export", "local", "-o", "@export", "--export-passphrase-file", passphrase());
        Tool other = new Tool(Files.createDirectory(tool.path("elsewhere")));
        other.succeed(
                "provider",
                "import",
                "site-2",
                "-i",
                tool.path("export").toString(),
                "--export-passphrase-file",
                tool.path("passphrase").toString());
        String vms = tool.path("vms").toString();
        String child = tool.path("vms/c.vmdk").toString();
        assertThat(other.run("check", child).exitCode()).isEqualTo(ExitCode.KEY_UNAVAILABLE);
        assertThat(other.run("rebind", vms, "--provider", "local=none").exitCode())
                .isEqualTo(ExitCode.USAGE);
        other.succeed("rebind", vms, "--provider", "local=site-2");
        other.succeed("check", child);
        assertThat(other.succeed("info", child).out()).contains("site-2");
        assertThat(other.succeed("info", tool.path("vms/e.vmdk").toString()).out())
                .contains("site-2");
        assertThat(other.succeed("rebind", vms, "--provider", "local=site-2").err())
                .contains("nothing there");
    }
}
