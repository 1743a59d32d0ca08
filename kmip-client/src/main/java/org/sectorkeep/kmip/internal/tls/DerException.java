// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.security.GeneralSecurityException;

/** Bytes that are not the DER that was expected. Says nothing of them, since they may be a key. */
final class DerException extends GeneralSecurityException {
    private static final long serialVersionUID = 1;

    DerException() {
        super("not the expected DER structure");
    }
}
