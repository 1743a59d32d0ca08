// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/** The story that {@code examples/the-whole-story} tells, with a key server, disks and clients that are not ours. */
@Tag("peer")
class WholeStoryTest {
    private static final long PATIENCE_SECONDS = 300;

    @TempDir
    private Path folder;

    /** The command line of these tests as a program. */
    private Path command() throws IOException {
        String line =
                ToolProcess.command().stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        Path command = Files.writeString(folder.resolve("sectorkeep"), "#!/bin/sh\nexec " + line + " \"$@\"\n");
        Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        return command;
    }

    @Test
    void aMachineIsEncryptedAndOpenedThroughRebootsOutagesRekeysAndTheLossOfTheControlPlane() throws Exception {
        Peers.requireProgram("qemu-io");
        Peers.requireProgram("openssl");
        Peers.requirePythonModule("kmip");
        Path story =
                Tool.EXAMPLE.resolveSibling("the-whole-story").toAbsolutePath().normalize();
        Path log = folder.resolve("story.log");
        ProcessBuilder builder =
                new ProcessBuilder(story.toString()).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SECTORKEEP", command().toString());
        builder.environment().put("TMPDIR", folder.toString());
        Process process = builder.start();
        boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        String told = Files.readString(log);
        assertThat(ended).as(told).isTrue();
        assertThat(process.exitValue()).as(told).isZero();
        assertThat(told)
                .contains("connected", "is locked: provider unreachable", "rekeyed '", "registered '", "decrypted '")
                .contains("the whole story is told");
        assertThat(told.split("Images are identical", -1)).hasSize(6);
    }
}
