// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.testing;

import java.util.List;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/** The versions that a server speaks. */
record ProtocolVersions(List<ProtocolVersion> spoken) {
    /**
     * One version.
     *
     * @param major 1 or 2
     * @param minor 0 to 4
     */
    record ProtocolVersion(int major, int minor) {
        static ProtocolVersion of(Ttlv.Structure item) throws Refusal {
            return new ProtocolVersion(
                    Trees.neededNumber(item, Tag.PROTOCOL_VERSION_MAJOR),
                    Trees.neededNumber(item, Tag.PROTOCOL_VERSION_MINOR));
        }

        static ProtocolVersion parse(String text) {
            int dot = text.indexOf('.');
            return new ProtocolVersion(
                    Integer.parseInt(text.substring(0, dot)), Integer.parseInt(text.substring(dot + 1)));
        }

        Ttlv.Structure toTtlv() {
            return new Ttlv.Structure(
                    Tag.PROTOCOL_VERSION,
                    new Ttlv.Int(Tag.PROTOCOL_VERSION_MAJOR, major),
                    new Ttlv.Int(Tag.PROTOCOL_VERSION_MINOR, minor));
        }

        AttributeForm attributeForm() {
            return major < 2 ? AttributeForm.NAMED : AttributeForm.TAGGED;
        }

        boolean hasDiscovery() {
            return major > 1 || minor > 0;
        }
    }

    ProtocolVersions {
        spoken = List.copyOf(spoken);
    }

    /** The answer to DiscoverVersions: what both speak, in the client's order, or all if the client names none. */
    List<Ttlv> discover(Ttlv.Structure payload, BatchContext context) throws Refusal {
        List<Ttlv> asked = Trees.children(payload, Tag.PROTOCOL_VERSION);
        if (asked.isEmpty()) {
            return spoken.stream().<Ttlv>map(ProtocolVersion::toTtlv).toList();
        }
        return asked.stream()
                .filter(item ->
                        spoken.stream().anyMatch(version -> version.toTtlv().equals(item)))
                .toList();
    }
}
