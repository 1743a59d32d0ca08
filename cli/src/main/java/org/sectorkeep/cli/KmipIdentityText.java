// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sectorkeep.keys.KmipServerIdentity;

/** How a key server's certificate is shown. */
final class KmipIdentityText {
    private KmipIdentityText() {}

    static List<String> lines(KmipServerIdentity shown) {
        return List.of(
                shown.server() + " shows '" + shown.subject() + "', signed by '" + shown.issuer() + "'",
                "  for " + String.join(", ", shown.names()) + "; valid " + shown.notBefore() + " to "
                        + shown.notAfter(),
                "  certificate " + shown.certificatePin(),
                "  public key  " + shown.publicKeyPin());
    }

    static Map<String, Object> fields(KmipServerIdentity shown) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("server", shown.server());
        fields.put("tlsVersion", shown.tlsVersion());
        fields.put("subject", shown.subject());
        fields.put("issuer", shown.issuer());
        fields.put("names", shown.names());
        fields.put("notBefore", shown.notBefore().toString());
        fields.put("notAfter", shown.notAfter().toString());
        fields.put("certificatePin", shown.certificatePin());
        fields.put("publicKeyPin", shown.publicKeyPin());
        return fields;
    }
}
