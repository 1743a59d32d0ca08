// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.XtsEngine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command that the others stand under, and the options that all of them understand. */
@Command(
        name = "sectorkeep",
        description = "Encrypts virtual machine disks the way a hypervisor does.",
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed (I/O, network)",
            "2:usage",
            "3:key unavailable, or wrong",
            "4:input damaged, unsupported or refused",
            "5:stopped, can be resumed"
        })
final class SectorkeepCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Option(
            names = "--force",
            scope = ScopeType.INHERIT,
            description = "overwrite the destination; overrule a refusal that says so")
    boolean force;

    @Option(
            names = {"-q", "--quiet"},
            scope = ScopeType.INHERIT,
            description = "only results and errors")
    boolean quiet;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "say what is chosen and why; stack traces of errors")
    boolean verbose;

    @Option(
            names = "--progress",
            scope = ScopeType.INHERIT,
            paramLabel = "auto|json|none",
            defaultValue = "auto",
            description = "how progress is shown on standard error")
    ProgressMode progress = ProgressMode.auto;

    @Option(
            names = "--engine",
            scope = ScopeType.INHERIT,
            paramLabel = "auto|java|native",
            description = "the AES-XTS engine (default: $SECTORKEEP_ENGINE, or auto)")
    XtsEngine.@Nullable Choice engine;

    @Option(
            names = "--allow-unlocked-memory",
            scope = ScopeType.INHERIT,
            description = "go on where memory for keys cannot be locked; keys can then reach swap")
    boolean allowUnlockedMemory;

    @Option(
            names = "--directory",
            scope = ScopeType.INHERIT,
            paramLabel = "jdbc:…",
            description =
                    "the control plane's directory: jdbc:postgresql://HOST:PORT/DATABASE?user=NAME (default: a file"
                            + " of its own in $SECTORKEEP_HOME)")
    @Nullable
    String directory;

    @Option(
            names = "--directory-password-file",
            scope = ScopeType.INHERIT,
            paramLabel = "F",
            description = "the directory's password is on the first line of this file")
    @Nullable
    Path directoryPassword;

    @Option(
            names = {"-h", "--help"},
            scope = ScopeType.INHERIT,
            usageHelp = true,
            description = "this text")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "the version")
    boolean version;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
