// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.List;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** Asks which versions of the protocol a server speaks (KMIP 1.4 section 4.26). */
public final class DiscoverVersions {
    private DiscoverVersions() {}

    /**
     * What is asked.
     *
     * @param versions those that the client speaks, the preferred first; none asks for all
     */
    public record Request(List<KmipVersion> versions) implements RequestPayload {
        @Override
        public Operation operation() {
            return Operation.DISCOVER_VERSIONS;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items().all(KmipVersion.toTtlv(versions)).list();
        }

        static Request read(Fields fields) throws KmipProtocolException {
            return new Request(KmipVersion.readAll(fields));
        }
    }

    /**
     * What was answered.
     *
     * @param versions those that both speak, the preferred of the server first
     */
    public record Response(List<KmipVersion> versions) implements ResponsePayload {
        @Override
        public Operation operation() {
            return Operation.DISCOVER_VERSIONS;
        }

        @Override
        public List<Ttlv> toTtlv(KmipVersion version) {
            return new Items().all(KmipVersion.toTtlv(versions)).list();
        }

        static Response read(Fields fields) throws KmipProtocolException {
            return new Response(KmipVersion.readAll(fields));
        }
    }
}
