// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.util.Map;
import java.util.TreeMap;

/**
 * A VM storage policy: which components hold for the home of a VM and for its disks.
 *
 * @param name 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit
 * @param home the component for VM home: everything but the disks
 * @param disks the component for each disk that has none of its own
 * @param ownDisks components of single disks by device, such as {@code scsi0:1}
 */
public record VmPolicy(String name, String home, String disks, Map<String, String> ownDisks) {
    /** The built-in policy by which a VM is encrypted whole. Cannot be changed. */
    public static final VmPolicy ENCRYPTION = new VmPolicy(
            "vm-encryption", StorageComponent.ENCRYPTION.name(), StorageComponent.ENCRYPTION.name(), Map.of());

    /** The built-in policy by which nothing of a VM is encrypted. Cannot be changed. */
    public static final VmPolicy NO_ENCRYPTION = new VmPolicy(
            "no-encryption", StorageComponent.NO_ENCRYPTION.name(), StorageComponent.NO_ENCRYPTION.name(), Map.of());

    /**
     * Checks the name.
     *
     * @param name 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit
     * @param home the component for VM home: everything but the disks
     * @param disks the component for each disk that has none of its own
     * @param ownDisks components of single disks by device, such as {@code scsi0:1}
     * @throws IllegalArgumentException if the name is not allowed
     */
    public VmPolicy {
        Names.require("policy", name);
        ownDisks = Map.copyOf(new TreeMap<>(ownDisks));
    }

    /**
     * The component for a disk.
     *
     * @param device the disk's device, such as {@code scsi0:1}
     * @return the name of its component
     */
    public String disk(String device) {
        return ownDisks.getOrDefault(device, disks);
    }
}
