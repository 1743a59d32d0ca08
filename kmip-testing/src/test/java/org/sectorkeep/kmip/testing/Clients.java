// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.time.Duration;
import org.sectorkeep.kmip.Deadlines;
import org.sectorkeep.kmip.KmipClient;
import org.sectorkeep.kmip.message.Attribute;
import org.sectorkeep.kmip.message.Attributes;
import org.sectorkeep.kmip.message.Create;
import org.sectorkeep.kmip.message.CryptographicAlgorithm;
import org.sectorkeep.kmip.message.CryptographicUsage;
import org.sectorkeep.kmip.message.ObjectType;

/** Clients and requests that several tests use. */
final class Clients {
    /** Short enough for a test that waits for it, long enough for a busy machine to connect in. */
    static final Duration SHORT = Duration.ofSeconds(5);

    private static final Duration LONG = Duration.ofSeconds(30);

    private Clients() {}

    static KmipClient.Builder of(ScriptedKmipServer server) {
        return KmipClient.builder(server.address(), server.tls()).deadlines(Deadlines.all(LONG));
    }

    static KmipClient impatient(ScriptedKmipServer server) {
        return of(server).deadlines(Deadlines.all(SHORT)).build();
    }

    static Create.Request aes256(String name) {
        return new Create.Request(
                ObjectType.SYMMETRIC_KEY,
                Attributes.of(
                        Attribute.cryptographicAlgorithm(CryptographicAlgorithm.AES),
                        Attribute.cryptographicUsageMask(CryptographicUsage.ENCRYPT | CryptographicUsage.DECRYPT),
                        Attribute.cryptographicLength(256),
                        Attribute.name(name)));
    }
}
