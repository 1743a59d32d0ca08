// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Asks at the terminal whether to go on. */
final class Confirmation {
    private Confirmation() {}

    /** Whether the answer is yes. The hint says what to do where nobody can be asked. */
    @SuppressWarnings(
            "SystemConsoleNull") // the launcher asks newer JDKs for the console that is null without a terminal
    static boolean given(String question, String hint) throws UsageException {
        Console console = System.console();
        if (console == null) {
            throw new UsageException("this needs a yes, and there is no terminal to ask at", hint);
        }
        @Nullable String answer = console.readLine("%s [y/N] ", Terminal.printable(question));
        return answer != null && (answer.equalsIgnoreCase("y") || answer.equalsIgnoreCase("yes"));
    }
}
