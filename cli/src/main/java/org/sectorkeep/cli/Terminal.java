// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Results go to standard output, everything else to standard error. What comes from files and other machines is printed
 * without control characters, so that no name can steer the terminal or fake a second line.
 */
final class Terminal {
    private final PrintStream out;
    private final PrintStream err;
    private final boolean errIsTerminal;

    Terminal(PrintStream out, PrintStream err, boolean errIsTerminal) {
        this.out = out;
        this.err = err;
        this.errIsTerminal = errIsTerminal;
    }

    /** The terminal of this process; the launcher says whether standard error is one. */
    static Terminal ofProcess() {
        return new Terminal(
                new PrintStream(System.out, false, StandardCharsets.UTF_8),
                new PrintStream(System.err, true, StandardCharsets.UTF_8),
                Boolean.getBoolean("sectorkeep.stderr.terminal"));
    }

    boolean errIsTerminal() {
        return errIsTerminal;
    }

    /** A line of the result. */
    void result(String line) {
        out.println(printable(line));
    }

    /** Text of the result that is laid out already, such as JSON or a table. */
    void resultText(String text) {
        out.print(text);
    }

    /** A remark to the user. */
    void note(String line) {
        err.println("sectorkeep: " + printable(line));
    }

    /** A line of progress that the next one overwrites; an empty one erases it. */
    void progress(String line) {
        err.print("\r" + line + "\u001b[K");
        err.flush();
    }

    /** A line for another program on standard error. */
    void errorLine(String line) {
        err.println(line);
    }

    /** The one line that says what went wrong, and the one that says what to do. */
    void error(String message, @Nullable String hint) {
        err.println("sectorkeep: error: " + printable(message));
        if (hint != null) {
            err.println("sectorkeep: hint: " + printable(hint));
        }
    }

    PrintWriter resultWriter() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    PrintWriter errorWriter() {
        return new PrintWriter(err, true, StandardCharsets.UTF_8);
    }

    /** Where a stack trace goes. */
    PrintStream traceStream() {
        return err;
    }

    /** Whether everything printed so far has arrived. */
    boolean flush() {
        err.flush();
        return !out.checkError();
    }

    static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(codePoint -> {
            if (Character.isISOControl(codePoint)
                    || Character.getType(codePoint) == Character.FORMAT
                    || codePoint == 0x2028
                    || codePoint == 0x2029) {
                clean.append(String.format("\\u%04x", codePoint));
            } else {
                clean.appendCodePoint(codePoint);
            }
        });
        return clean.toString();
    }
}
