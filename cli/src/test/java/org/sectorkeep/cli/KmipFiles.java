// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import org.sectorkeep.kmip.testing.TestAuthority;
import org.sectorkeep.kmip.testing.TestIdentity;

/** The files that an operator has at hand when a KMIP provider is set up. */
final class KmipFiles {
    private KmipFiles() {}

    static String authorityPem() {
        try {
            return "-----BEGIN CERTIFICATE-----\n"
                    + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                            .encodeToString(TestAuthority.shared().certificate().getEncoded())
                    + "\n-----END CERTIFICATE-----\n";
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code ca.pem}, {@code client.pem}, {@code client.key} and {@code password} in a folder. */
    static void write(Path folder) throws IOException {
        TestIdentity client = TestAuthority.shared().client("host-a");
        Files.writeString(folder.resolve("ca.pem"), authorityPem());
        Files.writeString(folder.resolve("client.pem"), client.certificatePem());
        Files.writeString(folder.resolve("client.key"), client.keyPem());
        Files.writeString(folder.resolve("password"), "right\n");
    }
}
