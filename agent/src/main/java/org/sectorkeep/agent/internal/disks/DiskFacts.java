// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.util.Optional;
import org.sectorkeep.engine.DiskInfo;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.KeyId;

/**
 * What is told of a disk beside its state: no secret.
 *
 * @param capacityBytes the size that clients see
 * @param encrypted whether it is encrypted, or half-way to or from it
 * @param kek the KEK of its envelope
 * @param diskId the id in its envelope
 * @param foreignWrites whether a program that knows nothing of the encryption wrote to it
 */
public record DiskFacts(
        long capacityBytes, boolean encrypted, Optional<KeyId> kek, Optional<DiskId> diskId, boolean foreignWrites) {
    static DiskFacts of(DiskInfo info) {
        return new DiskFacts(
                info.capacityBytes(),
                info.isEncrypted(),
                info.encryption().map(known -> new KeyId(known.providerId(), known.keyId())),
                info.encryption().map(known -> new DiskId(known.diskId())),
                info.foreignWrites());
    }

    /** The same half-way to or from being encrypted; the new KEK is told if there is one. */
    DiskFacts halfWay(Optional<KeyId> newKek) {
        return new DiskFacts(capacityBytes, true, newKek.isPresent() ? newKek : kek, diskId, foreignWrites);
    }
}
