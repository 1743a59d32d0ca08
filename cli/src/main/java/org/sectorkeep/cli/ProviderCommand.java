// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KeyProviders;
import org.sectorkeep.keys.KeyProviders.ExistingFile;
import org.sectorkeep.keys.KeyProviders.Removal;
import org.sectorkeep.keys.KmipProviderDetails;
import org.sectorkeep.keys.KmipSettings;
import org.sectorkeep.keys.LocalProviderDetails;
import org.sectorkeep.keys.ProviderInfo;
import org.sectorkeep.keys.control.ControlPlane;
import org.sectorkeep.keys.control.DirectoryLocation;
import org.sectorkeep.keys.control.InUseException;
import org.sectorkeep.keys.control.KnownEnvelope;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code provider …}: where key encryption keys come from. */
@Command(
        name = "provider",
        description = "Sets up key providers: where key encryption keys come from.",
        synopsisSubcommandLabel = "(add | list | show | default | remove | export | import | probe | trust)",
        subcommands = {ProviderAddCommand.class, ProviderProbeCommand.class, ProviderTrustCommand.class})
final class ProviderCommand extends CommandGroup {
    private final Context context;

    ProviderCommand(Context context) {
        this.context = context;
    }

    @Command(name = "list", description = "Lists the providers; the default one is marked with *.")
    int list(@Option(names = "--json", description = "print one JSON object") boolean json) throws IOException {
        var providers = context.providers().list();
        if (json) {
            context.terminal().resultText(ProviderJson.list(providers));
        } else {
            providers.forEach(provider -> context.terminal()
                    .result((provider.isDefault() ? "* " : "  ") + provider.name() + "  "
                            + ProviderJson.kind(provider)));
        }
        return ExitCode.DONE;
    }

    @Command(
            name = "show",
            description = "Shows one provider, and of a local one the keys that it issued. Needs no passphrase.")
    int show(
            @Parameters(paramLabel = "NAME", description = "the provider") String name,
            @Option(names = "--json", description = "print one JSON object") boolean json)
            throws IOException {
        KeyProviders providers = context.providers();
        if (providers.find(name).kind() == ProviderInfo.Kind.KMIP) {
            print(providers.kmip().show(name), json);
            return ExitCode.DONE;
        }
        LocalProviderDetails details = providers.show(name);
        if (json) {
            context.terminal().resultText(ProviderJson.details(details));
        } else {
            print(details);
        }
        return ExitCode.DONE;
    }

    private void print(KmipProviderDetails details, boolean json) {
        if (json) {
            context.terminal().resultText(ProviderJson.details(details));
            return;
        }
        Terminal terminal = context.terminal();
        KmipSettings settings = details.settings();
        terminal.result("name:       " + details.info().name() + (details.info().isDefault() ? " (default)" : ""));
        terminal.result("kind:       " + ProviderJson.kind(details.info()));
        terminal.result("file:       " + details.info().store());
        terminal.result("protection: "
                + details.keyFile().map(file -> "key file " + file).orElse("passphrase"));
        settings.servers().forEach(server -> terminal.result("server:     " + server));
        settings.user().ifPresent(user -> terminal.result("user:       " + user));
        terminal.result("keys are:   " + ProviderJson.use(settings.use()));
        terminal.result(
                "trust:      sectorkeep provider trust " + details.info().name() + " shows it");
    }

    private void print(LocalProviderDetails details) {
        Terminal terminal = context.terminal();
        terminal.result("name:       " + details.info().name() + (details.info().isDefault() ? " (default)" : ""));
        terminal.result("kind:       " + ProviderJson.kind(details.info()));
        terminal.result("store:      " + details.info().store());
        terminal.result("protection: "
                + details.keyFilePath().map(file -> "key file " + file).orElse("passphrase"));
        terminal.result("keys:       " + details.keys().size());
        details.keys()
                .forEach(key -> terminal.result(
                        "  " + key.id().keyId() + "  " + ProviderJson.state(key.state()) + "  made " + key.created()));
    }

    @Command(name = "default", description = "Shows the default provider, or makes another one the default.")
    int makeDefault(
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "the new default") @Nullable String name)
            throws IOException {
        KeyProviders providers = context.providers();
        if (name != null) {
            providers.setDefault(name);
            return ExitCode.DONE;
        }
        ProviderInfo present = providers
                .defaultProvider()
                .orElseThrow(() ->
                        new UsageException("no provider is the default", "name one: sectorkeep provider default NAME"));
        context.terminal().result(present.name());
        return ExitCode.DONE;
    }

    @Command(
            name = "remove",
            description = "Removes a provider and erases its key store. One that is the default or has issued keys is"
                    + " removed only with --force: every disk under its keys becomes unreadable. Nothing is destroyed in a key"
                    + " server.")
    int remove(@Parameters(paramLabel = "NAME", description = "the provider") String name) throws IOException {
        requireUnneeded(name);
        context.providers()
                .remove(name, context.force() ? Removal.EVEN_IF_DISKS_BECOME_UNREADABLE : Removal.ONLY_IF_UNUSED);
        context.note("removed the provider '" + name + "'");
        return ExitCode.DONE;
    }

    /** What the directory knows to need a key of the provider keeps it, unless that is accepted. */
    private void requireUnneeded(String name) throws IOException {
        context.providers().find(name);
        DirectoryLocation location = context.directory();
        if (location instanceof DirectoryLocation.Embedded embedded
                && Files.notExists(embedded.home().resolve("directory.db"))) {
            return;
        }
        try (ControlPlane directory = ControlPlane.open(location)) {
            if (context.force()) {
                List<KnownEnvelope> lost = directory.objects().needingProvider(name);
                lost.forEach(each -> context.note("warning: '" + each.location().path() + "' needed key '"
                        + each.keyId() + "', and cannot be opened any more"));
                directory.providers().removeEvenIfInUse(name);
            } else {
                directory.providers().remove(name);
            }
        } catch (InUseException e) {
            e.references()
                    .forEach(each -> context.note("'" + each.location().path() + "' on "
                            + each.location().host() + " needs key '"
                            + each.keyId().keyId() + "'"));
            throw e;
        } catch (IOException e) {
            if (!context.force()) {
                throw e;
            }
            context.note("warning: the directory was not asked: " + Failure.message(e));
        }
    }

    @Command(name = "export", description = "Writes a complete copy of a key store, under a passphrase of its own.")
    int export(
            @Parameters(paramLabel = "NAME", description = "the provider") String name,
            @Option(
                            names = {"-o", "--output"},
                            required = true,
                            paramLabel = "FILE",
                            description = "the file to write")
                    Path file,
            @Mixin KeyOptions keyOptions,
            @Mixin ExportOptions exportOptions)
            throws IOException {
        context.prepareForKeys();
        context.providers()
                .export(
                        name,
                        purpose -> Passphrases.toOpen(keyOptions, purpose),
                        file,
                        context.force() ? ExistingFile.REPLACE : ExistingFile.REFUSE,
                        purpose -> Passphrases.toSet(exportOptions.asKeyOptions(), purpose));
        context.note("wrote the key store of '" + name + "' to '" + file + "': keep it apart from the disks");
        return ExitCode.DONE;
    }

    @Command(name = "import", description = "Adds a provider from a file that 'provider export' wrote.")
    int importStore(
            @Parameters(paramLabel = "NAME", description = "its name here: the old one, so that disks find it")
                    String name,
            @Option(
                            names = {"-i", "--input"},
                            required = true,
                            paramLabel = "FILE",
                            description = "the exported file")
                    Path file,
            @Mixin ProtectionOptions protection,
            @Mixin ExportOptions exportOptions)
            throws IOException {
        context.prepareForKeys();
        ProviderInfo provider = context.providers()
                .importStore(
                        name,
                        file,
                        purpose -> Passphrases.toOpen(exportOptions.asKeyOptions(), purpose),
                        protection.protection());
        context.note("added the provider '" + name + "', whose key store is '" + provider.store() + "'");
        return ExitCode.DONE;
    }
}
