// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.sectorkeep.keys.KeyProvider;
import org.sectorkeep.keys.ProviderHealth;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code provider probe NAME}: does the whole way work, from the provider to a data key unwrapped. */
@Command(
        name = "probe",
        description = "Tries a provider end to end: opens it, and wraps and unwraps a data key. Of key servers, each by"
                + " itself, with a canary key that is destroyed again.")
final class ProviderProbeCommand implements Callable<Integer> {
    private static final int WARN_DAYS = 60;

    private final Context context;

    @Parameters(paramLabel = "NAME", description = "the provider")
    @SuppressWarnings("NullAway.Init")
    private String name;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Mixin
    private final KeyOptions keyOptions = new KeyOptions();

    ProviderProbeCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        context.prepareForKeys();
        try (KeyProvider provider =
                context.providers().open(name, purpose -> Passphrases.toOpen(keyOptions, purpose))) {
            ProviderHealth health = provider.probe();
            report(health);
            return health.healthy() ? ExitCode.DONE : ExitCode.KEY_UNAVAILABLE;
        }
    }

    private void report(ProviderHealth health) {
        if (json) {
            context.terminal().resultText(ProviderJson.health(health));
            return;
        }
        for (ProviderHealth.Check check : health.checks()) {
            context.terminal()
                    .result(String.format(
                            "%-4s %s%s: %s (%d ms)",
                            check.passed() ? "ok" : "FAIL",
                            check.server() == null ? "" : check.server() + " ",
                            check.name(),
                            check.detail(),
                            check.durationMillis()));
        }
        health.certificates().forEach(this::report);
    }

    private void report(ProviderHealth.Certificate certificate) {
        String whose = certificate.server() == null ? "our certificate" : certificate.server() + " certificate";
        context.terminal()
                .result(whose + " '" + certificate.subject() + "': " + certificate.daysLeft() + " days left, until "
                        + certificate.notAfter());
        if (certificate.daysLeft() <= WARN_DAYS) {
            context.note("warning: " + whose + " expires in " + certificate.daysLeft()
                    + " days: renew it (sectorkeep provider trust " + name + ")");
        }
    }
}
