// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sectorkeep.kmip.TlsVersion;

/**
 * How a server behaves when nothing is scripted.
 *
 * @param identity its key and certificate
 * @param tls the TLS versions that it accepts
 * @param clients whether it wants certificates
 * @param versions the KMIP versions that it speaks
 * @param login the user name and password that it demands, or null if none
 * @param customAttributes what it does with {@code x-} attributes
 * @param batches what it does with batches
 * @param keys its keys
 */
record ServerOptions(
        TestIdentity identity,
        List<TlsVersion> tls,
        ClientCertificates clients,
        ProtocolVersions versions,
        @Nullable Login login,
        CustomAttributes customAttributes,
        Batches batches,
        TestKeyStore keys) {
    /**
     * A user.
     *
     * @param user the name
     * @param password the password
     */
    record Login(String user, String password) {}
}
