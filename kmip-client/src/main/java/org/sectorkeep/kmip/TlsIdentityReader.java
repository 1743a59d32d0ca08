// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip;

import java.util.Optional;
import org.sectorkeep.kmip.internal.tls.TlsMaterial;

/** Reads identities for callers that keep them in their own way. Safe for use by many threads. */
public final class TlsIdentityReader {
    private TlsIdentityReader() {}

    /**
     * Reads an identity as it is now.
     *
     * @param identity where the key and its certificates are
     * @return both, known to belong together; nothing for {@link TlsIdentity#none}
     * @throws TlsMaterialException if a file cannot be used, or the key does not belong to the certificate
     */
    public static Optional<TlsIdentity.Held> read(TlsIdentity identity) throws TlsMaterialException {
        return TlsMaterial.load(identity);
    }
}
