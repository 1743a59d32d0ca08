// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KmipKeyUse;
import org.sectorkeep.keys.KmipProviders;
import org.sectorkeep.keys.KmipProviders.Probing;
import org.sectorkeep.keys.KmipSettings;
import org.sectorkeep.keys.KmipTrust;
import org.sectorkeep.keys.ProviderInfo;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code provider add kmip NAME}: tries the servers end to end, and stores nothing if anything fails. */
@Command(
        name = "kmip",
        description = "Adds a provider whose keys are in key servers that speak KMIP. The servers are tried end to end"
                + " first; if anything fails, nothing is stored.")
final class ProviderAddKmipCommand implements Callable<Integer> {
    private final Context context;

    @Parameters(paramLabel = "NAME", description = "1 to 64 of a-z 0-9 . _ -; disks name it")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(
            names = "--server",
            required = true,
            paramLabel = "HOST:PORT",
            description = "a key server ([IPV6]:PORT; port 5696 if none is given); several hold the same keys")
    @SuppressWarnings("NullAway.Init")
    private List<String> servers;

    @Option(names = "--user", paramLabel = "U", description = "the user name of a login with a password")
    private @Nullable String user;

    @Option(
            names = "--kmip-version",
            paramLabel = "V",
            description = "speak this version (1.0 to 1.4, 2.0, 2.1) instead of asking the server")
    private @Nullable String version;

    @Option(
            names = "--deadline",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "how long one call may take with its retries; default: ${DEFAULT-VALUE}")
    private int deadlineSeconds = 30;

    @Option(names = "--no-probe", description = "store it without trying it")
    private boolean noProbe;

    @ArgGroup(exclusive = true, multiplicity = "0..1")
    private @Nullable Use use;

    @Mixin
    private final KmipTrustOptions trustOptions = new KmipTrustOptions();

    @Mixin
    private final KmipLoginOptions loginOptions = new KmipLoginOptions();

    @Mixin
    private final ProtectionOptions protection = new ProtectionOptions();

    /** How keys are used; with neither they are fetched in the clear inside TLS. */
    static final class Use {
        @ArgGroup(exclusive = false, multiplicity = "1")
        @Nullable
        Wrapping wrapping;

        @Option(
                names = "--remote",
                required = true,
                description = "keys stay in the server, which wraps and unwraps data keys itself (KMIP 1.4 or later)")
        boolean remote;
    }

    static final class Wrapping {
        @Option(
                names = "--wrapping-key",
                required = true,
                paramLabel = "ID",
                description = "fetch keys wrapped under this key of the server; a copy of it is kept here")
        @SuppressWarnings("NullAway.Init")
        String id;

        @Option(
                names = "--wrapping-key-file",
                paramLabel = "F",
                description = "the wrapping key itself, 16, 24 or 32 bytes (default: get it from the server once)")
        @Nullable
        Path file;
    }

    ProviderAddKmipCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        context.prepareForKeys();
        KmipProviders providers = context.providers().kmip();
        try {
            KmipSettings settings = settings(new KmipTrust.SystemAuthorities());
            settings = settings.withTrust(trustOptions.trust(context, providers, settings));
            ProviderInfo added = providers.add(
                    name,
                    settings,
                    loginOptions.login(user != null, wrappingKeyFile()),
                    protection.protection(),
                    noProbe ? Probing.NOT_AT_ALL : Probing.FIRST);
            report(added);
        } catch (KeyUnavailableException e) {
            throw new NothingStoredException(e);
        }
        return ExitCode.DONE;
    }

    private @Nullable Path wrappingKeyFile() {
        return use == null || use.wrapping == null ? null : use.wrapping.file;
    }

    private KmipSettings settings(KmipTrust trust) throws UsageException {
        try {
            return new KmipSettings(servers, user, trust, keyUse(), version, Duration.ofSeconds(deadlineSeconds));
        } catch (IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), "sectorkeep provider add kmip --help explains it");
        }
    }

    private KmipKeyUse keyUse() {
        if (use == null) {
            return new KmipKeyUse.Fetched();
        }
        return use.wrapping != null ? new KmipKeyUse.FetchedWrapped(use.wrapping.id) : new KmipKeyUse.Remote();
    }

    private void report(ProviderInfo added) {
        context.note("added the provider '" + name + "' with " + servers.size()
                + (servers.size() == 1 ? " server" : " servers") + (noProbe ? ", not tried" : ", tried end to end"));
        context.note("its secrets are sealed in '" + added.store() + "'"
                + (protection.byPassphrase() ? "" : "; a key file opens them: whoever has both, has them"));
    }
}
