// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/**
 * What a command line asks for.
 *
 * @param command its words, such as {@code vm encrypt}
 * @param subjects the files and folders that the command works on and those that it makes
 * @param isHelp whether it only asks for help or the version
 */
record CommandScope(String command, List<Path> subjects, boolean isHelp) {
    private static final String OUTPUT = "-o";

    static CommandScope of(ParseResult parsed) {
        ParseResult last = parsed;
        boolean help = asksForHelp(parsed);
        List<String> words = new ArrayList<>();
        while (last.hasSubcommand()) {
            last = last.subcommand();
            words.add(last.commandSpec().name());
            help |= asksForHelp(last);
        }
        List<Path> subjects = new ArrayList<>();
        last.matchedPositionals().forEach(positional -> add(positional, subjects));
        if (last.hasMatchedOption(OUTPUT)) {
            add(last.matchedOption(OUTPUT), subjects);
        }
        return new CommandScope(String.join(" ", words), subjects, help);
    }

    private static boolean asksForHelp(ParseResult parsed) {
        return parsed.isUsageHelpRequested() || parsed.isVersionHelpRequested();
    }

    private static void add(ArgSpec argument, List<Path> subjects) {
        Object value = argument.getValue();
        if (value instanceof Path path) {
            subjects.add(path);
        } else if (value instanceof Iterable<?> several) {
            several.forEach(each -> {
                if (each instanceof Path path) {
                    subjects.add(path);
                }
            });
        }
    }

    /** The first thing that it works on. */
    Optional<Path> subject() {
        return subjects.stream().findFirst();
    }
}
