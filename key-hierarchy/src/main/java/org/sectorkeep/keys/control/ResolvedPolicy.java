// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.keys.control;

import java.util.Map;

/**
 * A VM policy with what its components say. A disk is encrypted only if VM home is.
 *
 * @param name the policy's name
 * @param home what holds for VM home: everything but the disks
 * @param disks what holds for each disk that has nothing of its own
 * @param ownDisks what holds for single disks by device, such as {@code scsi0:1}
 */
public record ResolvedPolicy(
        String name, EncryptionPolicy home, EncryptionPolicy disks, Map<String, EncryptionPolicy> ownDisks) {
    /**
     * Checks that the model allows it.
     *
     * @param name the policy's name
     * @param home what holds for VM home
     * @param disks what holds for each disk that has nothing of its own
     * @param ownDisks what holds for single disks by device
     * @throws IllegalArgumentException if a disk would be encrypted and VM home not
     */
    public ResolvedPolicy {
        ownDisks = Map.copyOf(ownDisks);
        boolean anyDisk = isOn(disks) || ownDisks.values().stream().anyMatch(ResolvedPolicy::isOn);
        if (anyDisk && !isOn(home)) {
            throw new IllegalArgumentException(
                    "policy '" + name + "' encrypts a disk and not VM home: a disk is encrypted only if VM home is");
        }
    }

    private static boolean isOn(EncryptionPolicy policy) {
        return policy instanceof EncryptionPolicy.On;
    }

    /**
     * What holds for a disk.
     *
     * @param device the disk's device, such as {@code scsi0:1}
     * @return its policy
     */
    public EncryptionPolicy disk(String device) {
        return ownDisks.getOrDefault(device, disks);
    }
}
