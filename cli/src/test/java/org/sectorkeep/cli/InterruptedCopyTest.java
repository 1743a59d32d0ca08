// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process that is stopped in the middle of a copy. */
@Tag("crash")
class InterruptedCopyTest {
    private static final long SOURCE_BYTES = 2L << 30;
    private static final long WAIT_SECONDS = 120;

    @TempDir
    private Path folder;

    private Path source;
    private Path destinationFolder;

    @BeforeEach
    void makeSource() throws IOException {
        source = folder.resolve("disk.raw");
        try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
            file.setLength(SOURCE_BYTES);
        }
        destinationFolder = Files.createDirectory(folder.resolve("out"));
    }

    @Test
    void anInterruptLeavesNothingBehind() throws Exception {
        Process process = startEncrypt();
        awaitContent(process);
        process.destroy(); // SIGTERM
        assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        assertThat(madeFiles()).isEmpty();
        assertThat(Files.size(source)).isEqualTo(SOURCE_BYTES);
    }

    @Test
    void afterAKillNoDestinationExistsAndTheSameCommandWorks() throws Exception {
        Process process = startEncrypt();
        awaitContent(process);
        process.destroyForcibly(); // SIGKILL
        assertThat(process.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(madeFiles()).isNotEmpty().allMatch(name -> name.startsWith("."));
        Process again = startEncrypt();
        assertThat(again.waitFor(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(again.exitValue()).isZero();
        assertThat(madeFiles().stream().filter(name -> !name.startsWith("."))).hasSize(2);
    }

    private Process startEncrypt() throws IOException {
        List<String> command = ToolProcess.command();
        command.addAll(List.of(
                "encrypt",
                source.toString(),
                "-o",
                destinationFolder.resolve("e.vmdk").toString()));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        builder.environment().put("SECTORKEEP_HOME", folder.resolve("home").toString());
        return builder.start();
    }

    /** Waits until the copy has written some content. */
    private void awaitContent(Process process) throws Exception {
        while (writtenBytes() < 1 << 20) {
            assertThat(process.isAlive())
                    .as(Files.readString(folder.resolve("log")))
                    .isTrue();
            Thread.sleep(1);
        }
    }

    private long writtenBytes() throws IOException {
        long sum = 0;
        for (String name : madeFiles()) {
            File file = destinationFolder.resolve(name).toFile();
            sum += file.length();
        }
        return sum;
    }

    private List<String> madeFiles() throws IOException {
        try (Stream<Path> files = Files.list(destinationFolder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        }
    }
}
