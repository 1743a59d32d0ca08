// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of {@link CrashInPlace}, as the test that kills it sees it. */
final class CrashChild implements AutoCloseable {
    private static final List<String> QUICK_START =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx64m");

    private final Path errors;
    private final Process process;
    private final BufferedReader lines;

    private CrashChild(Path errors, Process process) {
        this.errors = errors;
        this.process = process;
        this.lines = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** Starts one that makes itself ready while the test does something else. */
    static CrashChild start(Path folder) throws IOException {
        return start(folder, CrashInPlace.class, folder.toString());
    }

    static CrashChild start(Path folder, Class<?> main, String... arguments) throws IOException {
        return start(folder, ForkedJava.command(QUICK_START, main, arguments));
    }

    /** Starts many, each sooner than the first of them could: they share what one of them has loaded. */
    static Launcher launcher(Path folder) throws IOException {
        Path shared = folder.resolve("classes.jsa");
        String classPath = ForkedJava.archivedClassPath(folder);
        List<String> making = options("-XX:ArchiveClassesAtExit=" + shared);
        try (CrashChild first =
                start(folder, ForkedJava.command(classPath, making, CrashInPlace.class, folder.toString(), "dry"))) {
            first.process.onExit().join();
            assertThat(first.process.exitValue()).as(first.errors()).isZero();
        }
        List<String> using = options("-XX:SharedArchiveFile=" + shared);
        List<String> command = ForkedJava.command(classPath, using, CrashInPlace.class, folder.toString());
        return () -> start(folder, command);
    }

    /** Starts a process. */
    @FunctionalInterface
    interface Launcher {
        CrashChild start() throws IOException;
    }

    private static List<String> options(String further) {
        List<String> options = new ArrayList<>(QUICK_START);
        options.add(further);
        return options;
    }

    private static CrashChild start(Path folder, List<String> command) throws IOException {
        Path errors = Files.createTempFile(folder, "errors", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("SECTORKEEP_ENGINE", "java");
        return new CrashChild(errors, builder.redirectError(errors.toFile()).start());
    }

    /** Waits until it is ready, and lets it begin. */
    void begin(CrashInPlace.Pace pace, InPlaceScenario scenario, Path disk) throws IOException {
        begin(String.join(
                " ",
                pace.name(),
                scenario.operation().name(),
                scenario.layout().name(),
                scenario.resilience().name(),
                disk.toString()));
    }

    void begin(String order) throws IOException {
        assertThat(lines.readLine()).as(Files.readString(errors)).isEqualTo("ready");
        process.getOutputStream().write((order + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Waits for the end of a window; false if the process has ended. */
    boolean awaitWindow() throws IOException {
        return lines.readLine() != null;
    }

    String errors() throws IOException {
        return Files.readString(errors);
    }

    /** By a signal that no process can catch. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
