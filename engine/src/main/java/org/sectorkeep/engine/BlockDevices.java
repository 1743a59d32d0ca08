// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.engine;

import java.io.IOException;
import java.nio.file.Path;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.vmdk.VirtualDisk;

/** Opens disks of any kind as block devices. */
public final class BlockDevices {
    private BlockDevices() {}

    /**
     * Opens a VMDK, encrypted or not, with all disks below it, or a raw image.
     *
     * @param path its descriptor, sparse file or image
     * @param access what it is opened for; an encrypted disk with {@linkplain EncryptedDisk#hasForeignWrites() foreign
     *     writes} is read-only all the same
     * @param keys where the KEK of an encrypted disk comes from; stays the caller's
     * @return the open disk
     * @throws IOException for the reasons of {@link EncryptedDisk#open(Path, VirtualDisk.Access, HostKeys)}
     */
    public static BlockDevice open(Path path, VirtualDisk.Access access, HostKeys keys) throws IOException {
        VirtualDisk disk = VirtualDisk.open(path, access);
        try {
            if (!EncryptionLines.of(disk.descriptor()).isPresent()) {
                EncryptedChain.refuseMixed(disk);
                return LayeredDisk.ofPlain(disk);
            }
        } catch (IOException | RuntimeException e) {
            Closing.afterFailure(e, disk);
            throw e;
        }
        return EncryptedDisk.open(disk, DiskUnlocking.anyDisk(keys));
    }
}
