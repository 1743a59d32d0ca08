// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.cli.Tool.Outcome;

/** What bad input gets: one clear line, a hint, the right exit code, and no file that was not there before. */
class RefusalTest {
    @TempDir
    private Path folder;

    private Tool tool;

    @BeforeEach
    void encryptTheExample() throws IOException {
        tool = new Tool(folder);
        Files.copy(Tool.EXAMPLE, tool.path("plain.vmdk"));
        tool.succeed("encrypt", "@plain.vmdk", "-o", "@secret.vmdk");
    }

    private Outcome refused(int exitCode, String... arguments) throws IOException {
        List<String> before = tool.files();
        Outcome outcome = tool.run(arguments);
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(exitCode);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err().lines().filter(line -> line.startsWith("sectorkeep: error: ")))
                .hasSize(1);
        assertThat(outcome.err().lines()).allMatch(line -> line.startsWith("sectorkeep: "));
        assertThat(tool.files()).isEqualTo(before);
        return outcome;
    }

    @Test
    void aDestinationThatExistsIsKept() throws IOException {
        tool.write("there.vmdk", "keep me");
        Outcome outcome = refused(ExitCode.REFUSED, "encrypt", "@plain.vmdk", "-o", "@there.vmdk");
        assertThat(outcome.err()).contains("there.vmdk").contains("--force");
        assertThat(tool.path("there.vmdk")).hasContent("keep me");
    }

    @Test
    void aDestinationThatExistsIsReplacedByForce() throws IOException {
        tool.write("there.vmdk", "replace me");
        tool.succeed("encrypt", "--force", "@plain.vmdk", "-o", "@there.vmdk");
        tool.succeed("check", "@there.vmdk");
    }

    @Test
    void aDiskIsNeverEncryptedOntoItselfNotEvenByForceOrThroughLinks() throws IOException {
        byte[] content = Files.readAllBytes(tool.path("plain.vmdk"));
        Files.createSymbolicLink(tool.path("soft.vmdk"), tool.path("plain.vmdk"));
        Files.createLink(tool.path("hard.vmdk"), tool.path("plain.vmdk"));
        for (String name : List.of("@plain.vmdk", "@soft.vmdk", "@hard.vmdk")) {
            refused(ExitCode.REFUSED, "encrypt", "--force", "@plain.vmdk", "-o", name);
        }
        assertThat(Files.readAllBytes(tool.path("plain.vmdk"))).isEqualTo(content);
    }

    @Test
    void anEncryptedDiskIsNotEncryptedAgain() throws IOException {
        Outcome outcome = refused(ExitCode.REFUSED, "encrypt", "@secret.vmdk", "-o", "@twice.vmdk");
        assertThat(outcome.err()).contains("clone").contains("rekey");
    }

    @Test
    void aPlainDiskIsNotDecrypted() throws IOException {
        assertThat(refused(ExitCode.REFUSED, "decrypt", "@plain.vmdk", "-o", "@out.vmdk")
                        .err())
                .contains("not encrypted");
    }

    @Test
    void aMissingSourceIsNamed() throws IOException {
        assertThat(refused(ExitCode.FAILED, "encrypt", "@none.vmdk", "-o", "@out.vmdk")
                        .err())
                .contains("none.vmdk");
    }

    @Test
    void aDestinationInAMissingFolderIsNamed() throws IOException {
        assertThat(refused(ExitCode.FAILED, "encrypt", "@plain.vmdk", "-o", "@no/such/out.vmdk")
                        .err())
                .contains("no/such");
    }

    @Test
    void anotherDiskThanExpectedIsRefused() throws IOException {
        refused(ExitCode.REFUSED, "decrypt", "@secret.vmdk", "-o", "@out.vmdk", "--expect-disk", "0".repeat(32));
    }

    @Test
    void aKeyStoreThatIsGoneMakesTheKeyUnavailable() throws IOException {
        tool.succeed("provider", "remove", "--force", "local");
        Outcome outcome = refused(ExitCode.KEY_UNAVAILABLE, "decrypt", "@secret.vmdk", "-o", "@out.vmdk");
        assertThat(outcome.err()).contains("local");
    }

    @Test
    void aKeyStoreThatNeverIssuedTheKeyMakesItUnavailable() throws IOException {
        tool.succeed("provider", "remove", "--force", "local");
        tool.succeed("provider", "add", "local", "local");
        refused(ExitCode.KEY_UNAVAILABLE, "decrypt", "@secret.vmdk", "-o", "@out.vmdk");
    }

    @Test
    void aWrongPassphraseIsAWrongKey() throws IOException {
        tool.write("right", "correct horse\n");
        tool.write("wrong", "battery staple\n");
        tool.succeed("provider", "add", "local", "safe", "--passphrase-file", "@right");
        tool.succeed("encrypt", "@plain.vmdk", "-o", "@safe.vmdk", "--provider", "safe", "--passphrase-file", "@right");
        Outcome outcome = refused(
                ExitCode.KEY_UNAVAILABLE, "decrypt", "@safe.vmdk", "-o", "@out.vmdk", "--passphrase-file", "@wrong");
        assertThat(outcome.err())
                .contains("passphrase")
                .doesNotContain("battery")
                .doesNotContain("horse");
        tool.succeed("decrypt", "@safe.vmdk", "-o", "@out.vmdk", "--passphrase-file", "@right");
    }

    @Test
    void aChangedEnvelopeDoesNotOpen() throws IOException {
        String text = Files.readString(tool.path("secret.vmdk"), StandardCharsets.ISO_8859_1);
        int start = text.indexOf("sectorkeep.envelope=\"") + "sectorkeep.envelope=\"".length();
        int end = text.indexOf('"', start);
        try (RandomAccessFile file =
                new RandomAccessFile(tool.path("secret.vmdk").toFile(), "rw")) {
            file.seek(end - 10);
            file.write(text.charAt(end - 10) == 'A' ? 'B' : 'A');
        }
        refused(ExitCode.KEY_UNAVAILABLE, "decrypt", "@secret.vmdk", "-o", "@out.vmdk");
        assertThat(tool.run("check", "@secret.vmdk").exitCode()).isEqualTo(ExitCode.REFUSED);
    }

    @Test
    void damageIsRefusedAndNamed() throws IOException {
        byte[] content = Files.readAllBytes(tool.path("plain.vmdk"));
        Files.write(tool.path("cut.vmdk"), java.util.Arrays.copyOf(content, 3000));
        assertThat(refused(ExitCode.REFUSED, "encrypt", "@cut.vmdk", "-o", "@out.vmdk")
                        .err())
                .contains("cut.vmdk");
        assertThat(tool.run("check", "@cut.vmdk").exitCode()).isEqualTo(ExitCode.REFUSED);
    }

    private static String flatDescriptor(String extentName) {
        return """
                # Disk DescriptorFile
                version=1
                CID=12345678
                parentCID=ffffffff
                createType="monolithicFlat"
                RW 2048 FLAT "%s" 0
                """.formatted(extentName);
    }

    @Test
    void extentsOutsideTheFolderAreRefused() throws IOException {
        Files.write(tool.path("extent"), new byte[1 << 20]);
        Files.createDirectory(tool.path("inner"));
        tool.write("inner/d.vmdk", flatDescriptor("../extent"));
        refused(ExitCode.REFUSED, "encrypt", "@inner/d.vmdk", "-o", "@out.vmdk");
    }

    @Test
    void aMissingExtentIsNamed() throws IOException {
        tool.write("d.vmdk", flatDescriptor("gone-flat.vmdk"));
        Outcome outcome = refused(ExitCode.REFUSED, "encrypt", "@d.vmdk", "-o", "@out.vmdk");
        assertThat(outcome.err()).contains("gone-flat.vmdk' is missing").contains("d.vmdk");
    }

    @Test
    void aRawSizeThatIsNoMultipleOf512IsRefused() throws IOException {
        Files.write(tool.path("odd.raw"), new byte[1000]);
        refused(ExitCode.REFUSED, "encrypt", "@odd.raw", "-o", "@out.vmdk");
    }

    @Test
    void mistakesInUsageAreToldApart() throws IOException {
        for (String[] arguments : List.of(
                new String[] {},
                new String[] {"nonsense"},
                new String[] {"encrypt"},
                new String[] {"encrypt", "@plain.vmdk"},
                new String[] {"encrypt", "@plain.vmdk", "-o", "@out.vmdk", "--cipher", "rot13"},
                new String[] {"encrypt", "@plain.vmdk", "-o", "@out.vmdk", "--data-unit", "1024"},
                new String[] {"encrypt", "@plain.vmdk", "-o", "@out.vmdk", "--format", "qcow2"},
                new String[] {"encrypt", "@plain.vmdk", "-o", "@out.vmdk", "--passphrase", "secret"},
                new String[] {"decrypt", "@secret.vmdk", "-o", "@out.vmdk", "--expect-disk", "xyz"},
                new String[] {"provider"},
                new String[] {"provider", "add", "local", "Not A Name"},
                new String[] {"provider", "default", "unknown"})) {
            assertThat(refused(ExitCode.USAGE, arguments).err()).contains("sectorkeep: hint: ");
        }
    }

    @Test
    void aDescriptorThatTheCallerDidNotOpenIsNoPassphrase() throws IOException {
        for (String descriptor : List.of("-1", "5", "9", "28")) {
            Outcome outcome =
                    refused(ExitCode.USAGE, "provider", "add", "local", "fd", "--passphrase-fd=" + descriptor);
            assertThat(outcome.err()).contains("file descriptor " + descriptor + " is not open");
        }
    }

    @Test
    void anUnknownEngineInTheEnvironmentIsAMistakeInUsage() throws IOException {
        Context.requireKnownEngine(null);
        Context.requireKnownEngine("native");
        assertThatThrownBy(() -> Context.requireKnownEngine("nonsense"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("nonsense");
    }

    @Test
    void anUnknownProviderIsAKeyThatIsUnavailable() throws IOException {
        refused(ExitCode.KEY_UNAVAILABLE, "encrypt", "@plain.vmdk", "-o", "@out.vmdk", "--provider", "nowhere");
    }

    @Test
    void controlCharactersOfANameReachNoTerminal() throws IOException {
        Outcome outcome = refused(ExitCode.FAILED, "info", "@bad\u001b[2J\nname.vmdk");
        assertThat(outcome.err()).doesNotContain("\u001b");
    }
}
