// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.util.List;
import java.util.Locale;

/**
 * Which settings are secrets; {@code docs/vm-encryption.md} lists them with the reasons. VMware names the passwords of the
 * remote display and the guest's variables; passwords, user data with keys and OVF properties go through the latter.
 */
final class VmxSecrets {
    private static final List<String> KEYS =
            List.of("remotedisplay.vnc.password", "remotedisplay.vnc.key", "machine.id");
    private static final List<String> PREFIXES = List.of("guestinfo.", "vtpm.");

    /** Whether there is such a device stays readable. */
    private static final String VTPM_PRESENT = "vtpm.present";

    private static final List<String> WORDS = List.of("password", "passwd", "passphrase", "privatekey", "secret");

    private VmxSecrets() {}

    static boolean isSecret(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        if (lower.startsWith(VmLines.PREFIX) || lower.equals(VTPM_PRESENT)) {
            return false;
        }
        String last = lower.substring(lower.lastIndexOf('.') + 1);
        return KEYS.contains(lower)
                || PREFIXES.stream().anyMatch(lower::startsWith)
                || WORDS.stream().anyMatch(last::contains);
    }
}
