// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Something failed between us and a key management server; the subclass says what. No message of any of them holds
 * key material, a password, or more than one line.
 */
public abstract class KmipException extends IOException {
    private static final long serialVersionUID = 1;

    /**
     * An error without a cause.
     *
     * @param message one line: lower case, no full stop
     */
    protected KmipException(String message) {
        super(message);
    }

    /**
     * An error with what led to it.
     *
     * @param message one line: lower case, no full stop
     * @param cause what led to it, or null
     */
    protected KmipException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
