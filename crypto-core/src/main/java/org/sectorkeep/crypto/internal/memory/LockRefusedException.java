// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto.internal.memory;

import java.io.Serial;

/** Memory for a secret cannot be locked, with the reason and what to do about it. */
public final class LockRefusedException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    LockRefusedException(String reason) {
        super("cannot lock memory for secrets: " + reason
                + "; raise the limit (ulimit -l), or allow unlocked memory (SecretMemory.allowUnlocked())");
    }
}
