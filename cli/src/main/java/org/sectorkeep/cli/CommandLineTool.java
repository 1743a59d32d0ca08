// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.sectorkeep.crypto.ClientKeyKind;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.XtsCipher;
import org.sectorkeep.engine.LuksVersion;
import org.sectorkeep.keys.DiskId;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;

/** Reads a command line, runs the command, and turns what goes wrong into one line, a hint and an exit code. */
final class CommandLineTool {
    private final Terminal terminal;
    private final SectorkeepHome home;

    CommandLineTool(Terminal terminal, SectorkeepHome home) {
        this.terminal = terminal;
        this.home = home;
    }

    int run(String... arguments) {
        // Before anything logs, also in a thread of its own: the first line settles it for the process.
        configureLogging(List.of(arguments).contains("--verbose"));
        HeadStart.begin(arguments);
        System.setProperty("picocli.disable.closures", "true"); // it would look for Groovy in every jar
        SectorkeepCommand root = new SectorkeepCommand();
        Context context = new Context(terminal, home, root);
        CommandFactory factory = new CommandFactory(context);
        CommandLine commandLine = new CommandLine(root, factory);
        Commands.addTo(commandLine, factory, arguments);
        commandLine
                .setOut(terminal.resultWriter())
                .setErr(terminal.errorWriter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> run(context, parsed))
                .setParameterExceptionHandler((failure, rejected) -> badUsage(failure))
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, root.verbose));
        register(commandLine, XtsCipher.class, XtsCipher::ofLabel);
        register(commandLine, DataUnit.class, text -> DataUnit.ofBytes(Integer.parseInt(text)));
        register(commandLine, DiskFormat.class, DiskFormat::ofLabel);
        register(
                commandLine,
                LuksVersion.class,
                text -> LuksVersion.ofLabel(text)
                        .orElseThrow(() -> new IllegalArgumentException("unknown type '" + text + "'")));
        register(commandLine, DiskId.class, DiskId::new);
        register(
                commandLine,
                ClientKeyKind.class,
                text -> ClientKeyKind.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_')));
        int exitCode = commandLine.execute(arguments);
        if (!terminal.flush() && exitCode == ExitCode.DONE) {
            terminal.error("standard output could not be written", null);
            return ExitCode.FAILED;
        }
        return exitCode;
    }

    /** Runs the command that was read, and accounts for the keys that it used, whatever became of it. */
    private static int run(Context context, ParseResult parsed) {
        CommandScope scope = CommandScope.of(parsed);
        if (scope.isHelp()) {
            return new CommandLine.RunLast().execute(parsed);
        }
        int exitCode = ExitCode.FAILED;
        try {
            context.begin(scope);
            exitCode = new CommandLine.RunLast().execute(parsed);
            return exitCode;
        } catch (IOException e) {
            throw new CommandLine.ExecutionException(
                    parsed.commandSpec().commandLine(), String.valueOf(e.getMessage()), e);
        } finally {
            context.finish(exitCode);
        }
    }

    /**
     * The libraries' log lines are for those who ask for details; they go to standard error. The others are spared the
     * search for a logger and its settings through all of the class path.
     */
    private static void configureLogging(boolean verbose) {
        System.setProperty("slf4j.internal.verbosity", "WARN");
        System.setProperty(
                "slf4j.provider",
                verbose ? "org.slf4j.simple.SimpleServiceProvider" : "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "debug");
    }

    /** A value that its type refuses is a mistake in usage. */
    private static <T> void register(CommandLine commandLine, Class<T> type, ITypeConverter<T> parser) {
        commandLine.registerConverter(type, text -> {
            try {
                return parser.convert(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        });
    }

    private int badUsage(ParameterException failure) {
        String command = failure.getCommandLine().getCommandSpec().qualifiedName();
        terminal.error(String.valueOf(failure.getMessage()), command + " --help explains it");
        return ExitCode.USAGE;
    }

    private int failed(Exception cause, boolean verbose) {
        Failure failure = Failure.of(cause);
        terminal.error(failure.message(), failure.hint());
        if (verbose) {
            cause.printStackTrace(terminal.traceStream());
        }
        return failure.exitCode();
    }
}
