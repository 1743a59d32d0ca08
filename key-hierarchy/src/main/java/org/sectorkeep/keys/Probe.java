// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.crypto.AuthenticationException;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.crypto.SecretBytes;
import org.sectorkeep.crypto.XtsCipher;

/** Runs the checks of a provider one after the other, up to the first that fails. For one thread. */
final class Probe {
    private static final long CANARY_CAPACITY_BYTES = 512;

    private final String providerId;
    private final @Nullable String server;
    private final List<ProviderHealth.Check> checks = new ArrayList<>();
    private @Nullable KeyUnavailableException unavailable;
    private boolean failed;

    /** One check: answers what it found, or throws. */
    @FunctionalInterface
    interface Step {
        String run() throws KeyUnavailableException, GeneralSecurityException;
    }

    Probe(String providerId) {
        this(providerId, null);
    }

    /** Checks of one server. */
    Probe(String providerId, @Nullable String server) {
        this.providerId = providerId;
        this.server = server;
    }

    Probe check(String name, Step step) {
        return failed ? this : alsoCheck(name, step);
    }

    /** A check that is made even if one before it failed. */
    Probe alsoCheck(String name, Step step) {
        long startNanos = System.nanoTime();
        boolean passed = false;
        String detail;
        try {
            detail = step.run();
            passed = true;
        } catch (KeyUnavailableException | GeneralSecurityException e) {
            detail = String.valueOf(e.getMessage());
            if (e instanceof KeyUnavailableException why) {
                detail = server == null ? detail : why.subject();
                unavailable = unavailable == null ? why : unavailable;
            }
        }
        failed |= !passed;
        long durationMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
        checks.add(new ProviderHealth.Check(server, name, passed, detail, durationMillis));
        return this;
    }

    List<ProviderHealth.Check> checks() {
        return checks;
    }

    /** What the first check that failed for want of a key said, or empty. */
    Optional<KeyUnavailableException> unavailable() {
        return Optional.ofNullable(unavailable);
    }

    ProviderHealth health() {
        return new ProviderHealth(providerId, checks);
    }

    /** Wraps a random data key of no disk and unwraps it again. */
    static String useCanary(Kek kek, Instant now) throws KeyUnavailableException, AuthenticationException {
        try (SecretBytes dek = SecretBytes.random(XtsCipher.AES_XTS_256.keyBytes());
                SecretBytes unwrapped = kek.unwrap(kek.wrap(canaryHeader(kek.id(), DekId.of(dek), now), dek))) {
            if (!unwrapped.contentEquals(dek)) {
                throw new AuthenticationException();
            }
            return "a data key was wrapped and unwrapped";
        }
    }

    private static EnvelopeHeader canaryHeader(KeyId id, DekId dekId, Instant now) {
        return new EnvelopeHeader(
                DiskId.random(),
                CANARY_CAPACITY_BYTES,
                DataUnit.BYTES_512,
                XtsCipher.AES_XTS_256,
                dekId,
                EnvelopeHeader.FIRST_GENERATION,
                EnvelopeHeader.FIRST_GENERATION,
                id,
                now);
    }
}
