// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sectorkeep.testing.Peers;

/**
 * Opening all jars takes a tenth of a second, so a copy must not look for anything that is in none of them. The last entry
 * of the class path is a pipe here: whoever looks that far waits for ever. For JDK 17: SQLite's driver starts a program, for
 * which JDK 25 asks all jars for loggers.
 */
@Tag("peer")
class ClassPathSearchTest {
    private static final Path LAUNCHER =
            Path.of("..", "sectorkeep").toAbsolutePath().normalize();

    private static final Pattern PROPERTY = Pattern.compile("-D(sectorkeep\\.jnr|jffi)\\.\\S+=[^\\s)]+");

    @TempDir
    private Path folder;

    @Test
    void aCopyEndsWithoutLookingThroughTheWholeClassPath() throws IOException {
        Peers.requireProgram("mkfifo");
        Tool tool = new Tool(folder);
        tool.succeed("provider", "add", "local", "default");
        Path plain = Files.write(folder.resolve("plain.raw"), new byte[1 << 20]);
        tool.succeed("encrypt", plain.toString(), "-o", "@first.vmdk"); // makes the directory, which takes more
        Path pipe = folder.resolve("pipe.jar");
        assertThat(Peers.run("mkfifo", pipe.toString()).exitCode()).isZero();
        List<String> command = new ArrayList<>();
        command.add("env");
        command.add("SECTORKEEP_HOME=" + folder.resolve("home"));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(properties());
        command.addAll(List.of("-cp", classPath() + File.pathSeparator + pipe, Main.class.getName(), "encrypt"));
        command.addAll(
                List.of(plain.toString(), "-o", folder.resolve("encrypted.vmdk").toString()));
        Peers.Result result = Peers.run(folder, command);
        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /** What the launcher sets for this. */
    private static List<String> properties() throws IOException {
        List<String> found = PROPERTY.matcher(Files.readString(LAUNCHER))
                .results()
                .map(match -> match.group())
                .toList();
        assertThat(found).hasSize(2);
        return found;
    }

    private static String classPath() {
        return String.join(
                File.pathSeparator,
                Stream.of("java.class.path", "jdk.module.path")
                        .map(System::getProperty)
                        .filter(Objects::nonNull)
                        .filter(paths -> !paths.isEmpty())
                        .toList());
    }
}
