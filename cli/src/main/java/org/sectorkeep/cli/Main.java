// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import org.jspecify.annotations.Nullable;

/** Where the program starts. */
public final class Main {
    private Main() {}

    /**
     * Runs one command and ends the process with its exit code. All is printed and closed by then, so the process is
     * halted: an orderly exit first looks through all of the class path for a logger to tell it to (since JDK 21).
     */
    public static void main(String[] arguments) {
        URL.setURLStreamHandlerFactory(Main::withoutHttp);
        Runtime.getRuntime().halt(run(Terminal.ofProcess(), SectorkeepHome.ofProcess(), arguments));
    }

    /**
     * Answers for the scheme that JCE mentions when it is loaded (until JDK 23), or all of the class path is looked through
     * for somebody who does. This program has no use for it.
     */
    private static @Nullable URLStreamHandler withoutHttp(String scheme) {
        return scheme.equals("http") ? new NoHttp() : null;
    }

    /** Runs one command and answers its exit code. */
    static int run(Terminal terminal, SectorkeepHome home, String... arguments) {
        return new CommandLineTool(terminal, home).run(arguments);
    }

    private static final class NoHttp extends URLStreamHandler {
        @Override
        protected URLConnection openConnection(URL address) throws IOException {
            throw new IOException("this program does not speak HTTP, so it cannot open '" + address + "'");
        }
    }
}
