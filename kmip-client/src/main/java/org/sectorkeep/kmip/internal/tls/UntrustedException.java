// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.TransportFailure;

/** Our verdict on a server's certificate, carried through the JDK's handshake. */
final class UntrustedException extends CertificateException {
    private static final long serialVersionUID = 1;

    private final TransportFailure failure;

    UntrustedException(TransportFailure failure, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.failure = failure;
    }

    TransportFailure failure() {
        return failure;
    }
}
