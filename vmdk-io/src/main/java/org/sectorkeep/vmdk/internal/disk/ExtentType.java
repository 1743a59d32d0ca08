// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.vmdk.internal.disk;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.sectorkeep.vmdk.CreateType;

/** What an extent line can stand for, by the word on it. */
enum ExtentType {
    FLAT,
    SPARSE,
    COWD,
    SE_SPARSE,
    ZERO,
    DEVICE;

    static Optional<ExtentType> ofWord(String word) {
        return Optional.ofNullable(
                switch (word) {
                    case "FLAT", "VMFS" -> FLAT;
                    case "SPARSE" -> SPARSE;
                    case "VMFSSPARSE" -> COWD;
                    case "SESPARSE" -> SE_SPARSE;
                    case "ZERO" -> ZERO;
                    case "VMFSRDM", "VMFSRDMP", "VMFSRAW" -> DEVICE;
                    default -> null;
                });
    }

    /** Those that a disk of a kind may have. Gaps of zeroes may be anywhere. */
    static Set<ExtentType> allowedIn(CreateType type) {
        return switch (type) {
            case MONOLITHIC_SPARSE, TWO_GB_MAX_EXTENT_SPARSE, STREAM_OPTIMIZED -> EnumSet.of(SPARSE, ZERO);
            case MONOLITHIC_FLAT,
                    TWO_GB_MAX_EXTENT_FLAT,
                    VMFS,
                    VMFS_THIN,
                    VMFS_PREALLOCATED,
                    VMFS_EAGER_ZEROED_THICK,
                    RAW -> EnumSet.of(FLAT, ZERO);
            case VMFS_SPARSE -> EnumSet.of(COWD, ZERO);
            case SE_SPARSE -> EnumSet.of(SE_SPARSE, ZERO);
            case CUSTOM -> EnumSet.complementOf(EnumSet.of(DEVICE));
        };
    }
}
