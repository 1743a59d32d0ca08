// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.cli.Tool.Outcome;
import org.sectorkeep.vmdk.VirtualDisk;

/** The bridge to LUKS, as a user types it. */
class LuksCommandTest {
    @TempDir
    private Path folder;

    private Tool tool;

    @BeforeEach
    void makeTool() throws IOException {
        tool = new Tool(folder);
        tool.write("pass", "correct horse\n");
        tool.write("other", "wrong\n");
        try (VirtualDisk example = VirtualDisk.open(Tool.EXAMPLE, VirtualDisk.Access.READ_ONLY)) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(example.capacityBytes()));
            example.read(0, content);
            Files.write(tool.path("plain.raw"), content.array());
        }
    }

    private Outcome refused(int exitCode, String... arguments) throws IOException {
        List<String> before = tool.files();
        Outcome outcome = tool.run(arguments);
        assertThat(outcome.exitCode()).as(outcome.toString()).isEqualTo(exitCode);
        assertThat(outcome.err().lines().filter(line -> line.startsWith("sectorkeep: error: ")))
                .hasSize(1);
        assertThat(outcome.err()).contains("sectorkeep: hint: ").doesNotContain("correct horse");
        assertThat(tool.files()).isEqualTo(before);
        return outcome;
    }

    private JsonObject info(String file) {
        return JsonParser.parseString(tool.succeed("info", file, "--json").out())
                .getAsJsonObject();
    }

    @Test
    void aLuks2FileOpensByPassphraseAndByKey() throws IOException {
        tool.succeed(
                "encrypt", Tool.EXAMPLE.toString(), "-o", "@d.luks", "--format", "luks2", "--passphrase-file", "@pass");
        JsonObject info = info("@d.luks");
        assertThat(info.get("createType").getAsString()).isEqualTo("luks2");
        assertThat(info.get("encrypted").getAsBoolean()).isTrue();
        assertThat(info.get("cipher").getAsString()).isEqualTo("aes-xts-256");
        assertThat(info.get("providerId").getAsString()).isEqualTo("local");
        assertThat(info.getAsJsonObject("luks").get("payloadOffsetBytes").getAsLong())
                .isEqualTo(16 << 20);
        assertThat(tool.succeed("info", "@d.luks").out()).contains("argon2id").contains("local");
        assertThat(tool.succeed("check", "@d.luks").out()).contains("the envelope opens");
        tool.succeed("decrypt", "@d.luks", "-o", "@key.raw");
        tool.succeed("decrypt", "@d.luks", "-o", "@pass.raw", "--passphrase-file", "@pass");
        assertThat(tool.path("key.raw")).hasSameBinaryContentAs(tool.path("plain.raw"));
        assertThat(tool.path("pass.raw")).hasSameBinaryContentAs(tool.path("plain.raw"));
        Outcome wrong =
                refused(ExitCode.KEY_UNAVAILABLE, "decrypt", "@d.luks", "-o", "@x.raw", "--passphrase-file", "@other");
        assertThat(wrong.err()).contains("no key slot").contains("d.luks");
    }

    @Test
    void aLuks1FileNeedsNoProvider() throws IOException {
        tool.succeed("encrypt", "@plain.raw", "-o", "@d.luks", "--format", "luks1", "--passphrase-file", "@pass");
        assertThat(tool.home().resolve("providers")).doesNotExist();
        JsonObject info = info("@d.luks");
        assertThat(info.get("createType").getAsString()).isEqualTo("luks1");
        assertThat(info.get("capacityBytes").getAsLong()).isEqualTo(Files.size(tool.path("plain.raw")));
        assertThat(info.get("keyId").isJsonNull()).isTrue();
        tool.succeed("encrypt", "@d.luks", "-o", "@d.vmdk", "--passphrase-file", "@pass");
        tool.succeed("decrypt", "@d.vmdk", "-o", "@back.raw", "--format", "raw");
        assertThat(tool.path("back.raw")).hasSameBinaryContentAs(tool.path("plain.raw"));
    }

    @Test
    void aHeaderBeforeAFlatDiskOpensIt() throws IOException {
        tool.succeed("encrypt", "@plain.raw", "-o", "@d.vmdk");
        Outcome made =
                tool.succeed("luks-header", "@d.vmdk", "-o", "@d.hdr", "--type", "luks1", "--passphrase-file", "@pass");
        assertThat(made.out()).isEmpty();
        assertThat(made.err())
                .contains("warning: ")
                .contains("d.hdr")
                .contains("before")
                .contains("d-flat.vmdk");
        Files.copy(tool.path("d.hdr"), tool.path("whole"));
        try (OutputStream behind = Files.newOutputStream(tool.path("whole"), StandardOpenOption.APPEND)) {
            Files.copy(tool.path("d-flat.vmdk"), behind);
        }
        tool.succeed("decrypt", "@whole", "-o", "@back.raw", "--passphrase-file", "@pass");
        assertThat(tool.path("back.raw")).hasSameBinaryContentAs(tool.path("plain.raw"));
        refused(ExitCode.REFUSED, "luks-header", "@d.vmdk", "-o", "@d.hdr", "--passphrase-file", "@pass");
    }

    @Test
    void aDetachedHeaderOpensAFlatDiskBesideIt() throws IOException {
        tool.succeed("encrypt", "@plain.raw", "-o", "@d.vmdk", "--data-unit", "4096");
        tool.succeed("luks-header", "@d.vmdk", "-o", "@d.hdr", "--detached", "--passphrase-file", "@pass");
        tool.succeed(
                "decrypt", "@d-flat.vmdk", "--luks-header", "@d.hdr", "-o", "@back.raw", "--passphrase-file", "@pass");
        assertThat(tool.path("back.raw")).hasSameBinaryContentAs(tool.path("plain.raw"));
        refused(ExitCode.REFUSED, "decrypt", "@d.hdr", "-o", "@x.raw", "--passphrase-file", "@pass");
    }

    @Test
    void aDiskWithoutAFlatRunIsCopied() throws IOException {
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@s.vmdk", "--format", "monolithicSparse");
        Outcome outcome =
                refused(ExitCode.REFUSED, "luks-header", "@s.vmdk", "-o", "@s.hdr", "--passphrase-file", "@pass");
        assertThat(outcome.err()).contains("--format luks");
        tool.succeed("encrypt", "@s.vmdk", "-o", "@s.luks", "--format", "luks1", "--passphrase-file", "@pass");
        tool.succeed("decrypt", "@s.luks", "-o", "@back.raw", "--passphrase-file", "@pass");
        assertThat(tool.path("back.raw")).hasSameBinaryContentAs(tool.path("plain.raw"));
    }

    @Test
    void theKeyStoreHasAPassphraseOfItsOwn() throws IOException {
        tool.write("store", "of the store\n");
        tool.succeed("provider", "add", "local", "site", "--passphrase-file", "@store");
        tool.succeed(
                "encrypt",
                "@plain.raw",
                "-o",
                "@d.luks",
                "--format",
                "luks2",
                "--provider",
                "site",
                "--passphrase-file",
                "@pass",
                "--store-passphrase-file",
                "@store");
        tool.succeed("decrypt", "@d.luks", "-o", "@a.raw", "--store-passphrase-file", "@store");
        tool.succeed("decrypt", "@d.luks", "-o", "@b.raw", "--passphrase-file", "@pass");
        assertThat(tool.path("a.raw")).hasSameBinaryContentAs(tool.path("b.raw"));
        Outcome unasked = refused(ExitCode.USAGE, "decrypt", "@d.luks", "-o", "@c.raw");
        assertThat(unasked.err()).contains("--store-passphrase-file");
    }

    @Test
    void mistakesAreNamed() throws IOException {
        Outcome provider = refused(
                ExitCode.USAGE,
                "encrypt",
                "@plain.raw",
                "-o",
                "@d.luks",
                "--format",
                "luks1",
                "--provider",
                "local",
                "--passphrase-file",
                "@pass");
        assertThat(provider.err()).contains("luks2");
        tool.succeed("encrypt", "@plain.raw", "-o", "@d.vmdk");
        refused(ExitCode.USAGE, "decrypt", "@d.vmdk", "-o", "@d.luks", "--format", "luks1");
        refused(ExitCode.USAGE, "luks-header", "@d.vmdk", "-o", "@d.hdr", "--type", "luks3");
        refused(ExitCode.USAGE, "luks-header", "@d.vmdk", "-o", "@d.hdr");
        refused(ExitCode.USAGE, "encrypt", "@plain.raw", "-o", "@d.luks", "--format", "luks2");
    }
}
