// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.sectorkeep.crypto.DataUnit;
import org.sectorkeep.keys.EnvelopeHeader;
import org.sectorkeep.vmdk.ExtentInfo;
import org.sectorkeep.vmdk.VirtualDisk;

/** Whether what an envelope says in the clear fits the disk that it stands in. */
final class EnvelopeMatch {
    private EnvelopeMatch() {}

    /** Refuses an envelope that is of another disk, each difference with its own message. */
    static void require(VirtualDisk disk, EncryptionLines lines, EnvelopeHeader header) throws DiskRefusedException {
        if (lines.diskId().isEmpty()) {
            throw new WrongDiskException("'" + disk.path() + "' has an envelope but no line with its disk id");
        }
        requireSameDisk(disk, lines, header);
    }

    /** The same, whatever size the envelope names. */
    static void requireButForSize(VirtualDisk disk, EncryptionLines lines, EnvelopeHeader header)
            throws DiskRefusedException {
        if (!lines.diskId().equals(Optional.of(header.diskId().hex()))) {
            throw new WrongDiskException(
                    "the envelope is of another disk than '" + disk.path() + "': it is of " + header.diskId()
                            + ", the descriptor says " + lines.diskId().orElse("nothing"));
        }
        requireUnit(disk.path(), header.dataUnit(), disk.capacityBytes(), disk.extents());
    }

    /** The same for an envelope that is about to come into a disk, which may have lost the line with its disk id. */
    static void requireSameDisk(VirtualDisk disk, EncryptionLines lines, EnvelopeHeader header)
            throws DiskRefusedException {
        Path path = disk.path();
        String diskId = lines.diskId().orElse(header.diskId().hex());
        if (!diskId.equals(header.diskId().hex())) {
            throw new WrongDiskException("the envelope is of another disk than '" + path + "': it is of "
                    + header.diskId() + ", the descriptor says " + diskId);
        }
        if (header.capacityBytes() != disk.capacityBytes()) {
            throw new ForeignSizeException("the envelope is of another disk than '" + path + "': it is of one of "
                    + header.capacityBytes() + " bytes, the descriptor says " + disk.capacityBytes());
        }
        requireUnit(path, header.dataUnit(), disk.capacityBytes(), disk.extents());
    }

    /** Refuses a data unit that does not divide the capacity and every extent and grain. */
    static void requireUnit(Path path, DataUnit unit, long capacityBytes, List<ExtentInfo> extents)
            throws DiskRefusedException {
        if (capacityBytes % unit.bytes() != 0) {
            throw unitRefused(path, unit, "the capacity of " + capacityBytes + " bytes");
        }
        for (ExtentInfo extent : extents) {
            if (extent.startSector() % unit.sectors() != 0 || extent.sectorCount() % unit.sectors() != 0) {
                throw unitRefused(
                        path,
                        unit,
                        "the extent '" + extent.file().getFileName() + "' of " + extent.sectorCount()
                                + " sectors at sector " + extent.startSector());
            }
            if (extent.grainBytes() % unit.bytes() != 0) {
                throw unitRefused(path, unit, "the grain size of " + extent.grainBytes() + " bytes");
            }
        }
    }

    private static DiskRefusedException unitRefused(Path path, DataUnit unit, String what) {
        return new DiskRefusedException(
                "'" + path + "' cannot have data units of " + unit.bytes() + " bytes: " + what + " is no multiple");
    }
}
