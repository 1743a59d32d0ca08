// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.List;

/**
 * Whether a provider works.
 *
 * @param providerId the provider's name
 * @param checks what was checked, in order; the first failure ends the list
 */
public record ProviderHealth(String providerId, List<Check> checks) {
    /**
     * One check.
     *
     * @param name what was checked, in a few words
     * @param passed whether it is well
     * @param detail what was found, in one line
     * @param durationMillis how long it took
     */
    public record Check(String name, boolean passed, String detail, long durationMillis) {}

    /**
     * Copies the list.
     *
     * @param providerId the provider's name
     * @param checks what was checked, in order; the first failure ends the list
     */
    public ProviderHealth {
        checks = List.copyOf(checks);
    }

    /**
     * Whether all is well.
     *
     * @return true if every check passed
     */
    public boolean healthy() {
        return checks.stream().allMatch(Check::passed);
    }
}
