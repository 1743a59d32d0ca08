// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        System.exit(new CommandLineTool(Terminal.ofProcess(), SectorkeepHome.ofProcess()).run(arguments));
    }
}
