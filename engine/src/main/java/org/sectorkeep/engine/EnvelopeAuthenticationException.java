// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import org.sectorkeep.crypto.AuthenticationException;

/**
 * The envelope of a disk does not open: the key is another one, or the envelope was changed. Which of the two it is
 * cannot be told; the cause is always an {@link AuthenticationException}.
 */
public final class EnvelopeAuthenticationException extends IOException {
    private static final long serialVersionUID = 1L;

    EnvelopeAuthenticationException(Path disk, AuthenticationException cause) {
        super("the envelope of '" + disk + "' does not open: wrong key, or the envelope was changed", cause);
    }
}
