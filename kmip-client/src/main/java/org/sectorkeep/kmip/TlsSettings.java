// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.util.EnumSet;
import java.util.Set;

/**
 * How we speak TLS with a server.
 *
 * @param trust why we believe the server
 * @param identity why it believes us
 * @param versions the versions that we accept; never empty
 */
public record TlsSettings(TlsTrust trust, TlsIdentity identity, Set<TlsVersion> versions) {
    /**
     * Copies the set.
     *
     * @param trust why we believe the server
     * @param identity why it believes us
     * @param versions the versions that we accept; never empty
     */
    public TlsSettings {
        versions = Set.copyOf(versions);
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("no TLS version given");
        }
    }

    /**
     * TLS 1.2 and 1.3 without a client certificate.
     *
     * @param trust why we believe the server
     * @return the settings
     */
    public static TlsSettings trusting(TlsTrust trust) {
        return new TlsSettings(trust, TlsIdentity.none(), EnumSet.allOf(TlsVersion.class));
    }

    /**
     * The same with another identity.
     *
     * @param other why the server believes us
     * @return new settings
     */
    public TlsSettings withIdentity(TlsIdentity other) {
        return new TlsSettings(trust, other, versions);
    }

    /**
     * The same with another trust.
     *
     * @param other why we believe the server
     * @return new settings
     */
    public TlsSettings withTrust(TlsTrust other) {
        return new TlsSettings(other, identity, versions);
    }

    /**
     * The same with other versions.
     *
     * @param others the versions that we accept
     * @return new settings
     */
    public TlsSettings withVersions(Set<TlsVersion> others) {
        return new TlsSettings(trust, identity, others);
    }
}
