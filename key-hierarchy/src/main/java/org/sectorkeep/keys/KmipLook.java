// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys;

import java.util.ArrayList;
import java.util.List;
import org.sectorkeep.keys.internal.kmip.KeyServers;
import org.sectorkeep.kmip.ServerCertificate;

/** Looks at servers before anything is trusted. */
final class KmipLook {
    private KmipLook() {}

    static List<KmipServerIdentity> at(KmipSettings settings) throws KeyUnavailableException {
        List<KmipServerIdentity> identities = new ArrayList<>();
        for (String server : settings.servers()) {
            identities.add(of(KeyServers.look(server, settings)));
        }
        return identities;
    }

    private static KmipServerIdentity of(ServerCertificate shown) {
        return new KmipServerIdentity(
                shown.server().toString(),
                shown.tlsVersion(),
                shown.subject(),
                shown.issuer(),
                shown.alternativeNames(),
                shown.notBefore(),
                shown.notAfter(),
                shown.certificatePin().toString(),
                shown.publicKeyPin().toString());
    }
}
