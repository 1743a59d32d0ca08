// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands that stand under the tool's own. To read all options of all of them takes longer than most commands run,
 * so only those that the command line names are made whole; of the others the help needs name and description.
 */
final class Commands {
    private static final List<Class<?>> ALL = List.of(
            EncryptCommand.class,
            DecryptCommand.class,
            InfoCommand.class,
            CheckCommand.class,
            RekeyCommand.class,
            ResumeCommand.class,
            RebindCommand.class,
            CloneCommand.class,
            ResizeCommand.class,
            SnapshotCommand.class,
            EnvelopeCommand.class,
            LuksHeaderCommand.class,
            ServeCommand.class,
            ProviderCommand.class,
            KeyCommand.class,
            VmCommand.class,
            PolicyCommand.class,
            AuditCommand.class,
            DatastoreCommand.class,
            AgentCommand.class,
            BenchmarkCommand.class);

    private Commands() {}

    /**
     * Adds all of them, in the order of the help; only the one that the first argument names, if it names one, since
     * everything after it is that command's business.
     */
    static void addTo(CommandLine root, IFactory factory, String... arguments) {
        List<String> words = Arrays.asList(arguments);
        boolean fromFile = words.stream().anyMatch(word -> word.startsWith("@")); // more arguments stand in the file
        List<Class<?>> first = ALL.stream()
                .filter(type -> !words.isEmpty() && name(type).equals(words.get(0)))
                .toList();
        for (Class<?> type : first.isEmpty() ? ALL : first) {
            boolean named = fromFile || words.contains(name(type));
            root.addSubcommand(named ? new CommandLine(type, factory) : new CommandLine(outline(type), factory));
        }
    }

    private static String name(Class<?> type) {
        return type.getAnnotation(Command.class).name();
    }

    private static CommandSpec outline(Class<?> type) {
        Command command = type.getAnnotation(Command.class);
        CommandSpec outline = CommandSpec.create().name(command.name());
        outline.usageMessage().description(command.description());
        return outline;
    }
}
