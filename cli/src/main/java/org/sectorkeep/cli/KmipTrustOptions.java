// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KmipProviders;
import org.sectorkeep.keys.KmipServerIdentity;
import org.sectorkeep.keys.KmipSettings;
import org.sectorkeep.keys.KmipTrust;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Why the servers of a KMIP provider are believed; with none of the options, by the platform's authorities. */
final class KmipTrustOptions {
    @ArgGroup(exclusive = true, multiplicity = "0..1")
    @Nullable
    Choice choice;

    static final class Choice {
        @Option(
                names = "--ca",
                paramLabel = "F",
                description = "trust servers whose certificate leads to one in this file (PEM)")
        @Nullable
        Path authorities;

        @Option(
                names = "--pin",
                paramLabel = "sha256:HEX",
                description = "trust servers with this certificate or public key; several are allowed")
        List<String> pins = new ArrayList<>();

        @Option(
                names = "--trust-on-first-use",
                description = "look at the servers' certificates now, show them, and pin them")
        boolean onFirstUse;

        @Option(names = "--system-ca", description = "trust the authorities of this Java (the default)")
        boolean system;
    }

    boolean isGiven() {
        return choice != null;
    }

    /** The trust that was asked for; where that means to look at the servers first, they are shown. */
    KmipTrust trust(Context context, KmipProviders providers, KmipSettings settings) throws IOException {
        if (choice == null || choice.system) {
            return new KmipTrust.SystemAuthorities();
        }
        if (choice.authorities != null) {
            return KmipTrust.authoritiesIn(choice.authorities);
        }
        return choice.onFirstUse ? onFirstUse(context, providers, settings) : pins(choice.pins);
    }

    private static KmipTrust pins(List<String> pins) throws UsageException {
        try {
            return new KmipTrust.Pins(pins);
        } catch (IllegalArgumentException e) {
            throw new UsageException(
                    String.valueOf(e.getMessage()), "provider trust NAME shows the pin of each server");
        }
    }

    private static KmipTrust onFirstUse(Context context, KmipProviders providers, KmipSettings settings)
            throws IOException {
        List<String> pins = new ArrayList<>();
        for (KmipServerIdentity shown : providers.look(settings)) {
            KmipIdentityText.lines(shown).forEach(context::note);
            pins.add(shown.certificatePin());
        }
        context.note("trusted from now on; compare the pins with what the servers' administrators say");
        return new KmipTrust.Pins(pins);
    }
}
