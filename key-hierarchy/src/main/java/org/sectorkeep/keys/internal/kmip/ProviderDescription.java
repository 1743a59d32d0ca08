// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.internal.kmip;

import java.security.cert.X509Certificate;
import java.util.List;
import org.sectorkeep.keys.KmipSettings;

/**
 * What the file of a KMIP provider says in the clear.
 *
 * @param settings servers, user, trust and the way of use
 * @param certificates ours, its own first; empty if we have none
 * @param newCertificate what was made for the key that is to come into use: a certificate or a signing request in DER, or
 *     empty
 */
public record ProviderDescription(KmipSettings settings, List<X509Certificate> certificates, String newCertificate) {
    /** Copies the list; {@code newCertificate} is base64. */
    public ProviderDescription {
        certificates = List.copyOf(certificates);
    }
}
