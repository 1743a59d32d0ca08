// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a provider works.
 *
 * @param providerId the provider's name
 * @param checks what was checked, in order; for each server, the first failure ends its part of the list
 * @param certificates the certificates that were seen or shown
 */
public record ProviderHealth(String providerId, List<Check> checks, List<Certificate> certificates) {
    /**
     * One check.
     *
     * @param server the server that was checked; null if the provider has none, or all were meant
     * @param name what was checked, in a few words
     * @param passed whether it is well
     * @param detail what was found, in one line
     * @param durationMillis how long it took
     */
    public record Check(@Nullable String server, String name, boolean passed, String detail, long durationMillis) {}

    /**
     * How long a certificate is still valid.
     *
     * @param server the server whose certificate it is; null for ours
     * @param subject whom it names
     * @param notAfter when it expires
     * @param daysLeft whole days until then; negative if it has expired
     */
    public record Certificate(@Nullable String server, String subject, Instant notAfter, long daysLeft) {}

    /**
     * Copies the lists.
     *
     * @param providerId the provider's name
     * @param checks what was checked, in order; for each server, the first failure ends its part of the list
     * @param certificates the certificates that were seen or shown
     */
    public ProviderHealth {
        checks = List.copyOf(checks);
        certificates = List.copyOf(certificates);
    }

    /**
     * The health of a provider without certificates.
     *
     * @param providerId the provider's name
     * @param checks what was checked, in order
     */
    public ProviderHealth(String providerId, List<Check> checks) {
        this(providerId, checks, List.of());
    }

    /**
     * Whether all is well.
     *
     * @return true if every check passed
     */
    public boolean healthy() {
        return checks.stream().allMatch(Check::passed);
    }

    /**
     * What is wrong.
     *
     * @return the first check that failed, or empty
     */
    public Optional<Check> firstFailure() {
        return checks.stream().filter(check -> !check.passed()).findFirst();
    }
}
