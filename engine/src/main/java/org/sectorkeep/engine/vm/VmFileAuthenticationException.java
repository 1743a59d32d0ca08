// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine.vm;

import java.io.IOException;
import java.nio.file.Path;
import org.sectorkeep.crypto.AuthenticationException;

/**
 * The envelope or an encrypted file of a virtual machine does not open: the key is another one, or it was changed. Which
 * of the two it is cannot be told.
 */
public final class VmFileAuthenticationException extends IOException {
    private static final long serialVersionUID = 1L;

    VmFileAuthenticationException(Path file, AuthenticationException cause) {
        super("'" + file + "' does not open: wrong key, or it was changed", cause);
    }
}
