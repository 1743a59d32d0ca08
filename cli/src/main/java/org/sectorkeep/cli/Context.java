// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.ProcessHardening;
import org.sectorkeep.crypto.SecretMemory;
import org.sectorkeep.crypto.XtsEngine;
import org.sectorkeep.engine.Overwrite;
import org.sectorkeep.engine.datastore.Datastores;
import org.sectorkeep.keys.KeyProviders;
import org.sectorkeep.keys.control.AccessPolicy;
import org.sectorkeep.keys.control.DirectoryLocation;
import org.sectorkeep.keys.control.OperationGate;
import org.sectorkeep.keys.control.Privilege;

/** What every command needs: the terminal, the state of this installation, and the common options. */
final class Context {
    private final Terminal terminal;
    private final SectorkeepHome home;
    private final Datastores datastores;
    private final SectorkeepCommand options;
    private @Nullable Accounting accounting;

    Context(Terminal terminal, SectorkeepHome home, SectorkeepCommand options) {
        this.terminal = terminal;
        this.home = home;
        this.datastores = Datastores.in(home.folder());
        this.options = options;
    }

    Terminal terminal() {
        return terminal;
    }

    boolean force() {
        return options.force;
    }

    Overwrite overwrite() {
        return options.force ? Overwrite.REPLACE : Overwrite.REFUSE;
    }

    /** A remark that {@code -q} silences. */
    void note(String line) {
        if (!options.quiet) {
            terminal.note(line);
        }
    }

    /** A remark for {@code --verbose}. */
    void detail(String line) {
        if (options.verbose) {
            terminal.note(line);
        }
    }

    /** To be called before the first key: no core dumps, the chosen engine, locked memory. */
    void prepareForKeys() throws UsageException {
        ProcessHardening.apply().forEach(this::detail);
        if (options.allowUnlockedMemory) {
            SecretMemory.allowUnlocked();
        }
        if (options.engine != null) {
            XtsEngine.select(options.engine);
        } else {
            requireKnownEngine(System.getenv("SECTORKEEP_ENGINE"));
        }
    }

    static void requireKnownEngine(@Nullable String name) throws UsageException {
        if (name != null
                && Arrays.stream(XtsEngine.Choice.values())
                        .noneMatch(choice -> choice.name().equalsIgnoreCase(name))) {
            throw new UsageException(
                    "SECTORKEEP_ENGINE is '" + name + "'", "set it to auto, java or native, or leave it unset");
        }
    }

    /** Says which engine was taken and why, and warns where keys can reach swap. */
    void reportEngine() {
        XtsEngine engine = XtsEngine.selected();
        detail("engine: " + engine.name() + ", " + engine.kernel() + " (" + XtsEngine.selectionReason() + ")");
        SecretMemory.Status memory = SecretMemory.status();
        if (!memory.locked()) {
            note("warning: key memory is not locked: " + memory.reason());
        }
    }

    /** Where the control plane's directory is. */
    DirectoryLocation directory() throws UsageException {
        String url = options.directory;
        Path password = options.directoryPassword;
        if (url == null) {
            return new DirectoryLocation.Embedded(home());
        }
        try {
            KeyOptions source = KeyOptions.of(password, null).named("--directory-password");
            return new DirectoryLocation.Postgres(
                    url, password == null ? null : purpose -> Passphrases.toOpen(source, purpose));
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    String.valueOf(e.getMessage()),
                    "give it like jdbc:postgresql://HOST:PORT/DATABASE?user=NAME, a password with"
                            + " --directory-password-file F or in ~/.pgpass");
        }
    }

    /** To be called once, before the command runs. */
    void begin(CommandScope scope) throws IOException {
        Accounting begun = new Accounting(this, scope, directory());
        accounting = begun;
        Optional<Privilege> needed = Roles.needed(scope.command());
        if (needed.isPresent()) {
            AccessPolicy role = Roles.ofUser(home());
            if (!role.grants(needed.get())) {
                prepareForKeys(); // the denial is recorded under a key
            }
            new OperationGate(role, begun.listener())
                    .require(needed.get(), scope.subject().orElse(null));
        }
    }

    /** To be called once, after the command ran. */
    void finish(int exitCode) {
        if (accounting != null) {
            accounting.finish(exitCode);
        }
    }

    /** What accounts for the keys that this command uses. */
    Accounting accounting() {
        Accounting present = accounting;
        if (present == null) {
            throw new IllegalStateException("no command is running");
        }
        return present;
    }

    /** The folder that holds the state of this installation. */
    Path home() {
        return home.folder().toAbsolutePath();
    }

    /** The datastores of this installation, whose volumes are disks for every command. */
    Datastores datastores() {
        return datastores;
    }

    KeyProviders providers() throws IOException {
        return KeyProviders.open(home.folder());
    }

    ProgressMeter progress() {
        ProgressMode mode = options.progress;
        if (mode == ProgressMode.auto && (options.quiet || !terminal.errIsTerminal())) {
            mode = ProgressMode.none;
        }
        return new ProgressMeter(terminal, mode);
    }
}
