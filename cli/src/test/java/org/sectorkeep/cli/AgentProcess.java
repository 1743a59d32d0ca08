// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code sectorkeep agent} in a process of its own, and commands to it from this one. */
final class AgentProcess implements AutoCloseable {
    static final long PATIENCE_SECONDS = 60;

    private static final long POLL_MILLIS = 10;

    private final Process process;
    private final Path log;

    private AgentProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Starts one and waits until it is ready. */
    static AgentProcess start(Path home, Path folder) throws IOException, InterruptedException {
        return start(home, folder, Path.of(""));
    }

    /** Starts one that tells a socket, as systemd has it, when it is ready. */
    static AgentProcess start(Path home, Path folder, Path notified) throws IOException, InterruptedException {
        List<String> command = ToolProcess.command();
        command.add("agent");
        Path log = Files.createTempFile(folder, "agent", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().put("SECTORKEEP_HOME", home.toString());
        builder.environment().put("NOTIFY_SOCKET", notified.toString());
        AgentProcess agent = new AgentProcess(builder.start(), log);
        agent.awaitLog("agent: ready");
        return agent;
    }

    /** Waits until it has said something. */
    void awaitLog(String text) throws IOException, InterruptedException {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!log().contains(text)) {
            if (!process.isAlive() || System.nanoTime() > endNanos) {
                throw new AssertionError("'" + text + "' does not stand in: " + log());
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** Asks it to end, as systemd does. */
    void terminate() {
        process.destroy();
    }

    /** Kills it on the spot. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        exitCode();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("the agent does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
