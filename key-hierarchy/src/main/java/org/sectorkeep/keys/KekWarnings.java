// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.Optional;

/** What the user of a key should know that still opens disks, but should not for long. */
final class KekWarnings {
    private KekWarnings() {}

    static Optional<String> about(Kek kek) {
        return switch (kek.state()) {
            case DEACTIVATED ->
                Optional.of("key '" + kek.id() + "' is deactivated: it opens the disks under it and wraps nothing new");
            case COMPROMISED ->
                Optional.of(
                        "key '" + kek.id()
                                + "' is compromised: a new envelope does not help, only a deep rekey of the disks under it does");
            default -> Optional.empty();
        };
    }
}
