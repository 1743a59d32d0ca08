// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.util.Optional;
import org.sectorkeep.vmdk.CreateType;

/** The format of a disk that is to be made: the one asked for, or else after the source. */
final class TargetFormat {
    private TargetFormat() {}

    /** The format of an encrypted disk. */
    static CreateType encrypted(Optional<CreateType> asked, CreateType source) throws DiskRefusedException {
        CreateType format = asked.orElseGet(() -> source == CreateType.STREAM_OPTIMIZED
                ? CreateType.MONOLITHIC_SPARSE
                : source == CreateType.RAW ? CreateType.MONOLITHIC_FLAT : likeSource(source));
        if (format == CreateType.RAW) {
            throw new DiskRefusedException("format 'raw' has no descriptor to keep the envelope in: take another one");
        }
        if (format == CreateType.STREAM_OPTIMIZED) {
            throw new DiskRefusedException("format 'streamOptimized' is compressed, which ciphertext cannot be");
        }
        return creatable(format);
    }

    /** The format of a plain disk. */
    static CreateType plain(Optional<CreateType> asked, CreateType source) throws DiskRefusedException {
        return creatable(asked.orElseGet(() -> likeSource(source)));
    }

    private static CreateType likeSource(CreateType source) {
        return switch (source) {
            case VMFS, VMFS_THIN, VMFS_PREALLOCATED, VMFS_EAGER_ZEROED_THICK -> CreateType.MONOLITHIC_FLAT;
            case VMFS_SPARSE, SE_SPARSE, CUSTOM -> CreateType.MONOLITHIC_SPARSE;
            default -> source;
        };
    }

    private static CreateType creatable(CreateType format) throws DiskRefusedException {
        return switch (format) {
            case MONOLITHIC_SPARSE,
                    TWO_GB_MAX_EXTENT_SPARSE,
                    MONOLITHIC_FLAT,
                    TWO_GB_MAX_EXTENT_FLAT,
                    STREAM_OPTIMIZED,
                    RAW -> format;
            default ->
                throw new DiskRefusedException("disks of format '" + format.label() + "' can be read but not made");
        };
    }
}
