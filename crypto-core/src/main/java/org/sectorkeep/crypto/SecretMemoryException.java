// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.io.Serial;
import org.sectorkeep.crypto.internal.memory.LockRefusedException;

/**
 * A secret cannot be kept in locked memory, so it was not made. The message says why and what to do: raise the limit
 * ({@code ulimit -l}), or call {@link SecretMemory#allowUnlocked()}.
 */
public final class SecretMemoryException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    SecretMemoryException(LockRefusedException cause) {
        super(cause.getMessage(), cause);
    }
}
