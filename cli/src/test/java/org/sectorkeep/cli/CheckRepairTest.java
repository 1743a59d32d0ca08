// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.cli.Tool.Outcome;

/** {@code check --repair}, and streamOptimized copies, which are checked too. */
class CheckRepairTest {
    private static final int DIRECTORY_FIELD = 56;

    @TempDir
    private Path folder;

    private Tool tool;

    @BeforeEach
    void encryptTheExample() throws IOException {
        tool = new Tool(folder);
        tool.succeed("encrypt", Tool.EXAMPLE.toString(), "-o", "@e.vmdk", "--format", "monolithicSparse");
    }

    @Test
    void aDamagedDirectoryIsNamedRepairedAndSaidToBe() throws IOException {
        assertThat(tool.succeed("check", "@e.vmdk", "--repair").err()).contains("nothing to repair");
        try (RandomAccessFile file = new RandomAccessFile(tool.path("e.vmdk").toFile(), "rw")) {
            file.seek(DIRECTORY_FIELD);
            file.write(new byte[] {0, 0, 0, 0x7f});
        }
        Outcome damaged = tool.run("check", "@e.vmdk");
        assertThat(damaged.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(damaged.out()).contains("damaged: ", "the redundant grain directory is used", "NOT sound");
        assertThat(tool.succeed("info", "@e.vmdk").out())
                .contains("damaged: ", "the redundant grain directory is used");
        assertThat(tool.succeed("info", "--json", "@e.vmdk").out())
                .containsPattern("\"damage\": *\\[\\s*\".*the redundant grain directory is used\"");
        assertThat(tool.succeed("snapshot", "create", "@e.vmdk", "-o", "@child.vmdk")
                        .err())
                .contains("warning: ", "the redundant grain directory is used");
        Outcome repaired = tool.succeed("check", "--repair", "@e.vmdk");
        assertThat(repaired.err()).contains("repaired: ", "the grain directory was made anew");
        assertThat(repaired.out()).contains("sound").doesNotContain("NOT");
        tool.succeed("decrypt", "@e.vmdk", "-o", "@back.vmdk");
    }

    @Test
    void aPlainCopyMayBeStreamOptimizedButNoEncryptedOne() throws IOException {
        tool.succeed("decrypt", "@e.vmdk", "-o", "@s.vmdk", "--format", "streamOptimized");
        assertThat(tool.succeed("info", "@s.vmdk").out()).contains("streamOptimized");
        assertThat(tool.succeed("check", "@s.vmdk").out()).contains("sound").doesNotContain("NOT");
        tool.succeed("decrypt", "@e.vmdk", "-o", "@a.raw", "--format", "raw");
        tool.succeed("encrypt", "@s.vmdk", "-o", "@again.vmdk");
        tool.succeed("decrypt", "@again.vmdk", "-o", "@b.raw", "--format", "raw");
        assertThat(tool.path("b.raw")).hasSameBinaryContentAs(tool.path("a.raw"));
        Outcome refused = tool.run("encrypt", "@s.vmdk", "-o", "@no.vmdk", "--format", "streamOptimized");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
        assertThat(refused.err()).contains("compressed, which ciphertext cannot be");
        assertThat(tool.path("no.vmdk")).doesNotExist();
    }
}
