// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Locale;

/** A C library, measured by the program in {@code peers/peers.c}, which waits for requests while others are measured. */
final class LibraryContender implements Contender {
    private final String library;
    private final Process program;
    private final BufferedReader answers;
    private final Writer requests;

    /** Each needs a program of its own: they do not share memory. */
    LibraryContender(String library, String command) throws IOException {
        this.library = library;
        this.program = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        this.answers = program.inputReader();
        this.requests = program.outputWriter();
    }

    @Override
    public String name() {
        return library;
    }

    /** Which versions of the libraries the program uses. */
    String versions() {
        return ask("versions");
    }

    @Override
    public double bytesPerSecond(Workload workload, long nanos) {
        String[] answer = ask(String.join(
                        " ",
                        library,
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
                throw new IllegalStateException("the program for " + library + " ended: " + program);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
