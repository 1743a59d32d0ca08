// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;

/**
 * An implementation of AES-256-XTS whose speed can be measured again and again, a short while each time: in a program of
 * its own, {@link PassServer} or that of {@code peers/peers.c}, which waits for requests while others are measured.
 */
final class Contender {
    private final String name;
    private final Process program;
    private final BufferedReader answers;
    private final Writer requests;

    /**
     * @param name as in the heading of a table
     * @param command starts the program
     */
    Contender(String name, List<String> command) throws IOException {
        this.name = name;
        this.program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.answers = program.inputReader();
        this.requests = program.outputWriter();
    }

    String name() {
        return name;
    }

    /** Which versions of the libraries the program in C uses. */
    String versions() {
        return ask("versions");
    }

    /** What a core's AES units can do at best, now; not a number without the native engine. */
    double limitBytesPerSecond() {
        return Double.parseDouble(ask("limit"));
    }

    /** Works for some nanoseconds of one thread's CPU time, and tells how many bytes a second of it that gave. */
    double bytesPerSecond(Workload workload, long nanos) {
        String[] answer = ask(String.join(
                        " ",
                        name,
                        Integer.toString(workload.dataUnitBytes()),
                        Integer.toString(workload.bytesPerCall()),
                        workload.direction().name().toLowerCase(Locale.ROOT),
                        Long.toString(nanos)))
                .split(" ", -1);
        return Double.parseDouble(answer[0]) * 1e9 / Double.parseDouble(answer[1]);
    }

    private String ask(String request) {
        try {
            requests.write(request + "\n");
            requests.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IllegalStateException("the program for " + name + " ended: " + program);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
