// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sectorkeep.vmdk.CreateType;
import org.sectorkeep.vmdk.VirtualDisk;
import org.sectorkeep.vmdk.VmdkDescriptor;

/**
 * What a copy takes over from the descriptor of its source: the CID, since the content is the same, the disk database,
 * and every line that nobody here knows. Not what says how the disk lies in its files, nor how it is encrypted.
 *
 * @param source the descriptor of the source
 * @param isReal false for a raw image, whose descriptor is made up
 */
record InheritedLines(VmdkDescriptor source, boolean isReal) {
    /** The file in which another product tracks changes; it tells nothing of a copy. */
    private static final String CHANGE_TRACKING = "changeTrackPath";

    private static final String DISK_DATABASE = "ddb.";
    private static final Set<String> OF_THE_FILES = Set.of(
            "version",
            "encoding",
            "cid",
            "parentcid",
            "createtype",
            "isnativesnapshot",
            "parentfilenamehint",
            CHANGE_TRACKING.toLowerCase(Locale.ROOT));

    static InheritedLines of(VirtualDisk source) {
        return new InheritedLines(source.descriptor(), source.createType() != CreateType.RAW);
    }

    /** The descriptor of a new disk with the lines of its source; a raw image has none to give. */
    VmdkDescriptor addTo(VmdkDescriptor made) {
        if (!isReal) {
            return made;
        }
        VmdkDescriptor plain = EncryptionLines.remove(source);
        VmdkDescriptor result =
                plain.keys().stream().anyMatch(InheritedLines::isDatabase) ? made.withDiskDatabaseOf(plain) : made;
        if (source.cid() != VmdkDescriptor.NO_PARENT) {
            result = result.withCid(source.cid());
        }
        for (String key : plain.keys()) {
            if (!isDatabase(key) && !OF_THE_FILES.contains(key.toLowerCase(Locale.ROOT))) {
                result = result.with(key, plain.value(key).orElseThrow());
            }
        }
        return result;
    }

    /** What of the source does not go along and may be missed. */
    List<String> warnings() {
        return source.value(CHANGE_TRACKING).isPresent()
                ? List.of("the copy has no change tracking: its line '" + CHANGE_TRACKING + "' was left out")
                : List.of();
    }

    private static boolean isDatabase(String key) {
        return key.toLowerCase(Locale.ROOT).startsWith(DISK_DATABASE);
    }
}
