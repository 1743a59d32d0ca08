// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.sectorkeep.engine.DiskInfo;
import org.sectorkeep.keys.DiskId;
import org.sectorkeep.keys.KeyId;

/**
 * What is told of a disk beside its state: no secret.
 *
 * @param capacityBytes the size that clients see
 * @param encrypted whether it is encrypted, or half-way to or from it
 * @param kek the KEK of its envelope
 * @param needed all KEKs without which it cannot be opened: also those of the disks below it
 * @param diskId the id in its envelope
 * @param foreignWrites whether a program that knows nothing of the encryption wrote to it
 */
public record DiskFacts(
        long capacityBytes,
        boolean encrypted,
        Optional<KeyId> kek,
        Set<KeyId> needed,
        Optional<DiskId> diskId,
        boolean foreignWrites) {
    static DiskFacts of(DiskInfo info, Set<KeyId> needed) {
        return new DiskFacts(
                info.capacityBytes(),
                info.isEncrypted(),
                kek(info),
                Set.copyOf(needed),
                info.encryption().map(known -> new DiskId(known.diskId())),
                info.foreignWrites());
    }

    /** The KEK of an envelope. */
    static Optional<KeyId> kek(DiskInfo info) {
        return info.encryption().map(known -> new KeyId(known.providerId(), known.keyId()));
    }

    /** The same half-way to or from being encrypted; the new KEK is told if there is one. */
    DiskFacts halfWay(Optional<KeyId> newKek) {
        Set<KeyId> both = new LinkedHashSet<>(needed);
        newKek.ifPresent(both::add);
        return new DiskFacts(
                capacityBytes, true, newKek.isPresent() ? newKek : kek, Set.copyOf(both), diskId, foreignWrites);
    }
}
