// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import org.sectorkeep.keys.KeyUnavailableException;

/** A provider was tried before it was to be stored, and does not work. */
final class NothingStoredException extends IOException {
    private static final long serialVersionUID = 1;

    private final KeyUnavailableException why;

    NothingStoredException(KeyUnavailableException why) {
        super(why.getMessage(), why);
        this.why = why;
    }

    String hint() {
        return "nothing was stored; "
                + switch (why.reason()) {
                    case PROVIDER_UNREACHABLE -> "check --server, and whom to trust: --ca F or --pin sha256:HEX";
                    case NO_PERMISSION -> "check --user and its password, or --client-cert and --client-key";
                    case WRAPPING_KEY_MISSING, WRAPPING_KEY_NOT_ACTIVE -> "check --wrapping-key";
                    default -> "ask who runs the key server, or store it untried with --no-probe";
                };
    }
}
