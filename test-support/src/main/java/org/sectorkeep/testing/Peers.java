// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.testing;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Independent programs that results are compared with. A test whose peer is absent is skipped and says so; under
 * {@code SECTORKEEP_REQUIRE_PEERS=1} it fails instead.
 */
public final class Peers {
    private static final long TIMEOUT_SECONDS = 300;

    private Peers() {}

    /** What a program printed (standard output and error in one) and how it ended. */
    public record Result(int exitCode, String output) {}

    /** Skips the test, or fails it where peers are required, unless {@code present}. */
    public static void require(boolean present, String whatIsMissing) {
        if (!present && "1".equals(System.getenv("SECTORKEEP_REQUIRE_PEERS"))) {
            throw new AssertionError("a peer is required: " + whatIsMissing);
        }
        Assumptions.assumeTrue(present, whatIsMissing);
    }

    /** Requires a program, looked up along {@code PATH}. */
    public static void requireProgram(String program) {
        require(isOnPath(program), "the program '" + program + "' is not installed");
    }

    /** Requires Debian's Python with a module, such as {@code cryptography}. */
    public static void requirePythonModule(String module) {
        require(
                Files.isExecutable(Path.of("/usr/bin/python3"))
                        && run("/usr/bin/python3", "-c", "import " + module).exitCode() == 0,
                "the Python module '" + module + "' is not installed");
    }

    /** Runs a program that must succeed and returns what it printed. */
    public static String output(String... command) {
        Result result = run(command);
        if (result.exitCode() != 0) {
            throw new AssertionError(
                    String.join(" ", command) + " ended with " + result.exitCode() + ": " + result.output());
        }
        return result.output();
    }

    /** Runs a program to its end and returns its exit code and what it printed. */
    public static Result run(String... command) {
        return run(Path.of("").toAbsolutePath(), List.of(command));
    }

    /** Runs a program in a folder to its end. */
    public static Result run(Path folder, List<String> command) {
        try {
            Path log = Files.createTempFile("peer", ".log");
            try {
                Process process = new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectInput(new File("/dev/null"))
                        .redirectOutput(log.toFile())
                        .start();
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new AssertionError(String.join(" ", command) + " did not end");
                }
                return new Result(process.exitValue(), new String(Files.readAllBytes(log), StandardCharsets.UTF_8));
            } finally {
                Files.deleteIfExists(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + command.get(0), e);
        }
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Arrays.stream(path.split(File.pathSeparator))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
