// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.internal.tls;

import java.security.cert.CertificateException;
import javax.net.ssl.SSLEngine;
import org.sectorkeep.kmip.ServerCertificate;

/** Says whether a server may be trusted. */
@FunctionalInterface
interface ServerJudge {
    /**
     * Returns if it may.
     *
     * @throws CertificateException if not; an {@link UntrustedException} wherever the reason is known
     */
    void check(ServerCertificate certificate, String authType, SSLEngine engine) throws CertificateException;
}
