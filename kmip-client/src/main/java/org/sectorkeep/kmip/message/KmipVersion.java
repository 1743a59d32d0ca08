// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.kmip.message;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sectorkeep.kmip.ttlv.Tag;
import org.sectorkeep.kmip.ttlv.Ttlv;

/**
 * A version of the protocol. Others than the listed ones may be named by a server.
 *
 * @param major 1 or 2 in those that are listed here
 * @param minor as the standard says
 */
public record KmipVersion(int major, int minor) implements Comparable<KmipVersion> {
    /** KMIP 1.0. */
    public static final KmipVersion V1_0 = new KmipVersion(1, 0);
    /** KMIP 1.1. */
    public static final KmipVersion V1_1 = new KmipVersion(1, 1);
    /** KMIP 1.2. */
    public static final KmipVersion V1_2 = new KmipVersion(1, 2);
    /** KMIP 1.3. */
    public static final KmipVersion V1_3 = new KmipVersion(1, 3);
    /** KMIP 1.4. */
    public static final KmipVersion V1_4 = new KmipVersion(1, 4);
    /** KMIP 2.0. */
    public static final KmipVersion V2_0 = new KmipVersion(2, 0);
    /** KMIP 2.1. */
    public static final KmipVersion V2_1 = new KmipVersion(2, 1);

    /** All that this library speaks, the newest first. */
    public static final List<KmipVersion> SUPPORTED = List.of(V2_1, V2_0, V1_4, V1_3, V1_2, V1_1, V1_0);

    private static final Comparator<KmipVersion> ORDER =
            Comparator.comparingInt(KmipVersion::major).thenComparingInt(KmipVersion::minor);

    /**
     * Whether this version is the other one or newer.
     *
     * @param other a version
     * @return true if it is
     */
    public boolean isAtLeast(KmipVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(KmipVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }

    /** Attributes are structures with a name up to 1.4, and items under their own tags from 2.0 on. */
    boolean hasAttributeTags() {
        return major >= 2;
    }

    Ttlv.Structure toTtlv() {
        return new Items()
                .integer(Tag.PROTOCOL_VERSION_MAJOR, major)
                .integer(Tag.PROTOCOL_VERSION_MINOR, minor)
                .structure(Tag.PROTOCOL_VERSION);
    }

    static KmipVersion read(Ttlv.Structure structure) throws KmipProtocolException {
        Fields fields = new Fields(structure);
        return new KmipVersion(fields.integer(Tag.PROTOCOL_VERSION_MAJOR), fields.integer(Tag.PROTOCOL_VERSION_MINOR));
    }

    static List<Ttlv> toTtlv(List<KmipVersion> versions) {
        return versions.stream().<Ttlv>map(KmipVersion::toTtlv).toList();
    }

    static List<KmipVersion> readAll(Fields fields) throws KmipProtocolException {
        List<KmipVersion> versions = new ArrayList<>();
        for (Ttlv.Structure structure : fields.structures(Tag.PROTOCOL_VERSION)) {
            versions.add(read(structure));
        }
        return List.copyOf(versions);
    }
}
