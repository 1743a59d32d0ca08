// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /**
     * Runs one command and ends the process with its exit code. All is printed and closed by then, so the process is
     * halted: an orderly exit first looks through all of the class path for a logger to tell it to (since JDK 21).
     */
    public static void main(String[] arguments) {
        Runtime.getRuntime().halt(run(Terminal.ofProcess(), SectorkeepHome.ofProcess(), arguments));
    }

    /** Runs one command and answers its exit code. */
    static int run(Terminal terminal, SectorkeepHome home, String... arguments) {
        return new CommandLineTool(terminal, home).run(arguments);
    }
}
