// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.crypto;

import java.io.Serial;
import java.security.GeneralSecurityException;

/**
 * What was to be opened is not what was sealed, or the key is another one. All causes have one and the same message, so
 * that nothing can be learnt from which check failed.
 */
public final class AuthenticationException extends GeneralSecurityException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Makes the exception with its only message. */
    public AuthenticationException() {
        super("authentication failed: wrong key, or the data was changed");
    }
}
