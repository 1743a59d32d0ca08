// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.keys.internal.kmip.Canary;
import org.sectorkeep.keys.internal.kmip.KeyServers;
import org.sectorkeep.keys.internal.kmip.KmipKeys;
import org.sectorkeep.keys.internal.kmip.ServerCheck;
import org.sectorkeep.kmip.KmipClient;
import org.sectorkeep.kmip.ServerCertificate;

/** Tries each server of a KMIP provider end to end, or all as one with the canary that stays. */
final class KmipProbe {
    private final String provider;
    private final String storeIdHex;
    private final KmipKeys keys;
    private final KeyServers.Description description;
    private final InstantSource clock;

    /** What a probe of all servers found. */
    record Result(ProviderHealth health, @Nullable KeyUnavailableException firstFailureOrNull) {
        Optional<KeyUnavailableException> firstFailure() {
            return Optional.ofNullable(firstFailureOrNull);
        }
    }

    KmipProbe(String provider, String storeIdHex, KmipKeys keys, InstantSource clock) {
        this.provider = provider;
        this.storeIdHex = storeIdHex;
        this.keys = keys;
        this.description = keys.servers().description();
        this.clock = clock;
    }

    /** Every server by itself, with a canary of its own. */
    Result probe() {
        List<ProviderHealth.Check> checks = new ArrayList<>();
        List<ProviderHealth.Certificate> certificates = new ArrayList<>();
        KeyUnavailableException first = null;
        for (KmipClient client : keys.servers().each()) {
            String server = client.server().toString();
            ServerCheck serverCheck = new ServerCheck(client, description.tls(), description.deadlines());
            Probe probe = probe(server, client, serverCheck);
            checks.addAll(probe.checks());
            serverCheck.certificate().ifPresent(shown -> certificates.add(certificate(server, shown)));
            first = first == null ? probe.unavailable().orElse(null) : first;
        }
        description
                .ourCertificate()
                .ifPresent(ours -> certificates.add(certificate(
                        null,
                        ours.getSubjectX500Principal().getName(),
                        ours.getNotAfter().toInstant())));
        return new Result(new ProviderHealth(provider, checks, certificates), first);
    }

    private Probe probe(String server, KmipClient client, ServerCheck serverCheck) {
        Canary canary = Canary.passing(keys, client);
        Probe probe = new Probe(provider, server)
                .check("reachable", serverCheck::reach)
                .check("we trust the server", serverCheck::trust)
                .check("the server trusts us", () -> serverCheck.login(Canary.NAME_PREFIX + storeIdHex))
                .check("canary key made", canary::make)
                .check("canary key activated", canary::activate);
        use(probe, canary);
        probe.check("canary key revoked", canary::revoke).check("canary key destroyed", canary::destroy);
        if (canary.id().isPresent()) {
            probe.alsoCheck("canary key removed", () -> remove(canary));
        }
        return probe;
    }

    /** After something failed half-way: says by name what stays behind. */
    private static String remove(Canary canary) throws KeyUnavailableException {
        String left = canary.description();
        try {
            revokeIfPossible(canary);
            canary.destroy();
            return left + " is gone";
        } catch (KeyUnavailableException | AuthenticationException e) {
            throw new KeyUnavailableException(
                    KeyUnavailableException.Reason.PROVIDER_UNREACHABLE,
                    "canary " + left + " is still in the server: destroy it there (" + e.getMessage() + ")",
                    e);
        }
    }

    private static void revokeIfPossible(Canary canary) throws AuthenticationException {
        try {
            canary.revoke();
        } catch (KeyUnavailableException e) {
            // one that was never activated, or is revoked already, can be destroyed as it is
        }
    }

    private void use(Probe probe, Canary canary) {
        if (keys.use() instanceof KmipKeyUse.Remote) {
            probe.check("canary key fetched", () -> "not fetched, as keys stay in the server; " + canary.state())
                    .check("canary key used", canary::useRemotely);
            return;
        }
        List<SecretBytes> fetched = new ArrayList<>();
        probe.check("canary key fetched", () -> {
                    fetched.add(canary.fetch());
                    return keys.use() instanceof KmipKeyUse.FetchedWrapped ? "wrapped" : "in the clear inside TLS";
                })
                .check("canary key used", () -> use(canary, fetched.get(0)));
        fetched.forEach(SecretBytes::close);
    }

    private String use(Canary canary, SecretBytes key) throws KeyUnavailableException, AuthenticationException {
        KeyId id = new KeyId(provider, canary.id().orElseThrow());
        try (Kek kek = Kek.holding(id, KeyState.ACTIVE, key.copy())) {
            return Probe.useCanary(kek, clock.instant());
        }
    }

    /** All servers as one, with the canary that stays. */
    ProviderHealth health() {
        Canary canary = Canary.standing(keys, storeIdHex);
        Probe probe = new Probe(provider).check("standing canary key", canary::findOrMake);
        use(probe, canary);
        return probe.health();
    }

    private ProviderHealth.Certificate certificate(String server, ServerCertificate shown) {
        return certificate(server, shown.subject(), shown.notAfter());
    }

    private ProviderHealth.Certificate certificate(@Nullable String server, String subject, Instant notAfter) {
        return new ProviderHealth.Certificate(
                server, subject, notAfter, CertificateDays.left(clock.instant(), notAfter));
    }
}
