// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.sectorkeep.kmip.CertificatePin;

/** Why the servers of a KMIP provider are believed to be the ones that are meant. */
public sealed interface KmipTrust {
    /**
     * The authorities in a file.
     *
     * @param file one certificate or several, PEM or DER; not needed afterwards
     * @return the trust in them
     * @throws ProviderException if the file has no certificate, or something else
     * @throws IOException if it cannot be read
     */
    static KmipTrust authoritiesIn(Path file) throws IOException {
        return new Authorities(CertificateFiles.read(file));
    }

    /** The authorities that the Java platform trusts; the host name must fit. */
    record SystemAuthorities() implements KmipTrust {}

    /**
     * Given authorities; the host name must fit.
     *
     * @param certificates one or several
     */
    record Authorities(List<X509Certificate> certificates) implements KmipTrust {
        /**
         * Copies the list.
         *
         * @param certificates one or several
         * @throws IllegalArgumentException if there is none
         */
        public Authorities {
            certificates = List.copyOf(certificates);
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("no certificate of an authority is given");
            }
        }
    }

    /**
     * The servers' own certificates or public keys, whatever their names and dates.
     *
     * @param pins one or several {@code sha256:HEX} of a certificate or of a public key in DER
     */
    record Pins(List<String> pins) implements KmipTrust {
        /**
         * Brings the pins into one form.
         *
         * @param pins one or several {@code sha256:HEX} of a certificate or of a public key in DER
         * @throws IllegalArgumentException if there is none, or one is not such a text
         */
        public Pins {
            pins = pins.stream()
                    .map(pin -> CertificatePin.parse(pin).toString())
                    .distinct()
                    .toList();
            if (pins.isEmpty()) {
                throw new IllegalArgumentException("no pin is given");
            }
        }
    }
}
