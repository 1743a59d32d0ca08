// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;

/** The command was called in a way that cannot work; what to do instead stands beside it. */
final class UsageException extends IOException {
    private static final long serialVersionUID = 1;

    private final String hint;

    UsageException(String message, String hint) {
        super(message);
        this.hint = hint;
    }

    String hint() {
        return hint;
    }
}
