// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The command line in a process of its own, which holds no key of another. */
final class ToolProcess {
    private static final long PATIENCE_SECONDS = 120;

    private final Path home;
    private final Path folder;

    ToolProcess(Path home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /** Runs a command to its end. */
    Tool.Outcome run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(folder, "out", ".log");
        Path err = Files.createTempFile(folder, "err", ".log");
        return end(
                builder(arguments)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start(),
                out,
                err,
                arguments);
    }

    private static Tool.Outcome end(Process process, Path out, Path err, String... arguments)
            throws IOException, InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", arguments) + " did not end: " + Files.readString(err));
        }
        return new Tool.Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    /** Runs a command at a terminal of its own, where something is typed; what it prints is all in {@code out}. */
    Tool.Outcome runAtTerminal(String typed, String... arguments) throws IOException, InterruptedException {
        Path in = Files.writeString(Files.createTempFile(folder, "in", ".txt"), typed);
        Path out = Files.createTempFile(folder, "out", ".log");
        ProcessBuilder command = builder(arguments);
        String line = command.command().stream()
                .map(each -> "'" + each.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
        return end(
                command.command("script", "--quiet", "--return", "--command", line, "/dev/null")
                        .redirectInput(in.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start(),
                out,
                Files.createTempFile(folder, "err", ".log"),
                arguments);
    }

    /** Starts a command whose standard output the caller reads. */
    Process start(String... arguments) throws IOException {
        return builder(arguments).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** What runs the command line in a process that starts fast. */
    static List<String> command() {
        // Surefire hides the class path in a manifest, and starts on the module path.
        String paths = Stream.of("surefire.test.class.path", "java.class.path", "jdk.module.path")
                .map(name -> System.getProperty(name, ""))
                .filter(path -> !path.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djdk.console=java.base", // as the launcher does, and these two
                "-Dsectorkeep.jnr.alone=true",
                "-Djffi.boot.library.path=:",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                paths,
                "org.sectorkeep.cli.Main"));
    }

    /** Where a command is. */
    interface Place {
        boolean isReached() throws IOException;
    }

    /** Kills a command where it is somewhere. */
    void killWhen(Place place, String... arguments) throws IOException, InterruptedException {
        Path log = Files.createTempFile(folder, "killed", ".log");
        Process process = builder(arguments)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!place.isReached()) {
            if (!process.isAlive() || System.nanoTime() > endNanos) {
                throw new AssertionError(String.join(" ", arguments) + " was not killed: " + Files.readString(log));
            }
            Thread.onSpinWait();
        }
        process.destroyForcibly();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError(String.join(" ", arguments) + " outlived its kill");
        }
    }

    private ProcessBuilder builder(String... arguments) {
        List<String> command = command();
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SECTORKEEP_HOME", home.toString());
        return builder;
    }

    /** Runs a command that must succeed. */
    Tool.Outcome succeed(String... arguments) throws IOException, InterruptedException {
        Tool.Outcome outcome = run(arguments);
        if (outcome.exitCode() != ExitCode.DONE) {
            throw new AssertionError(String.join(" ", arguments) + " ended with " + outcome);
        }
        return outcome;
    }
}
