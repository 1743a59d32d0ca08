// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.keys.KeyUnavailableException;
import org.sectorkeep.keys.KmipProviderDetails;
import org.sectorkeep.keys.KmipProviders;
import org.sectorkeep.keys.KmipServerIdentity;
import org.sectorkeep.keys.KmipSettings;
import org.sectorkeep.keys.KmipTrust;

/** Who is trusted in a KMIP provider, and what its servers show at this moment. */
final class ProviderTrustReport {
    private final Context context;
    private final KmipProviders providers;

    ProviderTrustReport(Context context, KmipProviders providers) {
        this.context = context;
        this.providers = providers;
    }

    /** What one server shows, or why it does not. */
    private record Look(
            String server,
            @Nullable KmipServerIdentity shown,
            @Nullable String problem) {}

    void print(KmipProviderDetails details, boolean json) {
        List<Look> looks = look(details.settings());
        if (json) {
            context.terminal().resultText(Json.text(fields(details, looks)));
            return;
        }
        Terminal terminal = context.terminal();
        terminal.result("servers are trusted by: " + trust(details.settings().trust()));
        for (Look look : looks) {
            if (look.shown() == null) {
                terminal.result(look.server() + " cannot be looked at: " + look.problem());
            } else {
                KmipIdentityText.lines(look.shown()).forEach(terminal::result);
            }
        }
        terminal.result("we prove ourselves with: " + proof(details));
        if (details.newIdentityPending()) {
            terminal.result("a new key waits for its certificate: provider trust --take F");
        }
    }

    private List<Look> look(KmipSettings settings) {
        List<Look> looks = new ArrayList<>();
        for (String server : settings.servers()) {
            try {
                looks.add(new Look(server, providers.look(settings.only(server)).get(0), null));
            } catch (KeyUnavailableException e) {
                looks.add(new Look(server, null, e.getMessage()));
            }
        }
        return looks;
    }

    private static String trust(KmipTrust trust) {
        if (trust instanceof KmipTrust.Pins pins) {
            return String.join(", ", pins.pins());
        }
        return trust instanceof KmipTrust.Authorities authorities
                ? String.join(
                        ", ",
                        authorities.certificates().stream()
                                .map(ProviderTrustReport::subject)
                                .toList())
                : "the authorities of this Java";
    }

    private static String subject(X509Certificate certificate) {
        return "'" + certificate.getSubjectX500Principal().getName() + "'";
    }

    private static String proof(KmipProviderDetails details) {
        List<String> proofs = new ArrayList<>();
        details.settings().user().ifPresent(user -> proofs.add("the password of user '" + user + "'"));
        details.certificates().stream()
                .findFirst()
                .ifPresent(own -> proofs.add("certificate " + subject(own) + ", valid until "
                        + own.getNotAfter().toInstant()));
        return proofs.isEmpty() ? "nothing" : String.join(" and ", proofs);
    }

    private static Map<String, @Nullable Object> fields(KmipProviderDetails details, List<Look> looks) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("provider", details.info().name());
        fields.put("trust", trust(details.settings().trust()));
        fields.put(
                "servers",
                looks.stream()
                        .map(look -> look.shown() == null
                                ? Map.<String, Object>of(
                                        "server", look.server(), "problem", String.valueOf(look.problem()))
                                : KmipIdentityText.fields(look.shown()))
                        .toList());
        fields.put("user", details.settings().user().orElse(null));
        fields.put(
                "certificate",
                details.certificates().stream()
                        .findFirst()
                        .map(own -> Map.of(
                                "subject",
                                own.getSubjectX500Principal().getName(),
                                "issuer",
                                own.getIssuerX500Principal().getName(),
                                "notAfter",
                                own.getNotAfter().toInstant().toString()))
                        .orElse(null));
        fields.put("newKeyWaits", details.newIdentityPending());
        return fields;
    }
}
