// SPDX-License-Identifier: Apache-2.0
package org.sectorkeep.agent.internal.disks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.sectorkeep.keys.HostKeys;
import org.sectorkeep.keys.Kek;
import org.sectorkeep.keys.KeyId;
import org.sectorkeep.keys.KeyUnavailableException;

/** KEKs that stay in the memory of this host as long as a disk is open that needs them. */
final class Leases implements AutoCloseable {
    private final List<Kek> keks = new ArrayList<>();

    /** Gets all, or none. */
    static Leases of(HostKeys keys, Collection<KeyId> ids) throws KeyUnavailableException {
        Leases leases = new Leases();
        boolean all = false;
        try {
            for (KeyId id : ids) {
                leases.keks.add(keys.kek(id));
            }
            all = true;
            return leases;
        } finally {
            if (!all) {
                leases.close();
            }
        }
    }

    @Override
    public void close() {
        keks.forEach(Kek::close);
    }
}
