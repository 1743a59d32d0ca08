// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs commands in this process, with a home of their own, and keeps what they print. */
final class Tool {
    /** The example that the README encrypts. */
    static final Path EXAMPLE =
            Path.of("..", "examples", "web01.vmdk").toAbsolutePath().normalize();

    private final Path folder;
    private final Path home;

    /** How a command ended and what it printed. */
    record Outcome(int exitCode, String out, String err) {}

    Tool(Path folder) {
        this.folder = folder;
        this.home = folder.resolve("home");
    }

    Path path(String name) {
        return folder.resolve(name);
    }

    Path home() {
        return home;
    }

    /** Runs a command; {@code @name} stands for a file in the folder. */
    Outcome run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = new Terminal(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                false);
        String[] resolved = Stream.of(arguments)
                .map(argument ->
                        argument.startsWith("@") ? path(argument.substring(1)).toString() : argument)
                .toArray(String[]::new);
        int exitCode = new CommandLineTool(terminal, new SectorkeepHome(home)).run(resolved);
        return new Outcome(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** Runs a command that must succeed. */
    Outcome succeed(String... arguments) {
        Outcome outcome = run(arguments);
        if (outcome.exitCode() != ExitCode.DONE) {
            throw new AssertionError(String.join(" ", arguments) + " ended with " + outcome);
        }
        return outcome;
    }

    Path write(String name, String content) throws IOException {
        return Files.writeString(path(name), content);
    }

    /** All files below the folder, the home left out. */
    List<String> files() throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return paths.filter(path -> Files.isRegularFile(path) && !path.startsWith(home))
                    .map(path -> folder.relativize(path).toString())
                    .sorted()
                    .collect(Collectors.toList());
        }
    }
}
